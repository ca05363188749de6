<?php
// A page that takes its time: page.php?ms=100&n=7
usleep((int) ($_GET['ms'] ?? 0) * 1000);
echo "page $_GET[n]\n";
