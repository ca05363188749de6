# A mail server that speaks STARTTLS.
cp "$root/scripts/servers/smtp.php" .
begin "${as[@]}" "$php" -n smtp.php "${ports[0]}" "$certificates/good.pem" "$certificates/good.key"
wait_for listens "${ports[0]}"
tell SMTP_PORT "${ports[0]}"
