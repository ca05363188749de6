--TEST--
A server that shall run as another user, or below another root, does not start as root instead
--FILE--
<?php
$server = new Swoole\Server('127.0.0.1', 0);
$server->set(['user' => 'nobody']);
echo "not reached\n";
?>
--EXPECTF--
%AFatal error: %Sthe option 'user' is not supported yet: start the server as the user that it shall be in %s on line 3
