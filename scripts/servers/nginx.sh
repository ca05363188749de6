# nginx: static files by HTTP and, with a good and a bad certificate, by HTTPS; behind it a slow page and a
# SOAP service in PHP, one process a request.
mkdir -p www
printf 'Hello from nginx\n' > www/index.html
head -c 1024 /dev/zero | tr '\0' s > www/1k.txt
head -c 1048576 /dev/zero | tr '\0' m > www/1m.txt
cp "$root"/scripts/servers/{soap,page}.php .
cat > nginx.conf <<CONF
worker_processes 1;
daemon off;
pid $PWD/nginx.pid;
events { worker_connections 1024; }
http {
    access_log off;
    default_type text/plain;
    keepalive_requests 1000000;
    client_body_temp_path $PWD/body;
    proxy_temp_path $PWD/proxy;
    fastcgi_temp_path $PWD/fastcgi;
    uwsgi_temp_path $PWD/uwsgi;
    scgi_temp_path $PWD/scgi;
    root $PWD/www;
    server {
        listen 127.0.0.1:${ports[0]} backlog=1024;
        location ~ \.php$ {
            fastcgi_pass unix:$PWD/php.sock;
            fastcgi_param SCRIPT_FILENAME $PWD\$fastcgi_script_name;
            fastcgi_param REQUEST_METHOD \$request_method;
            fastcgi_param CONTENT_TYPE \$content_type;
            fastcgi_param CONTENT_LENGTH \$content_length;
            fastcgi_param QUERY_STRING \$query_string;
        }
    }
    server {
        listen 127.0.0.1:${ports[1]} ssl backlog=1024;
        ssl_certificate $certificates/good.pem;
        ssl_certificate_key $certificates/good.key;
        location ~ \.php$ { proxy_pass http://127.0.0.1:${ports[0]}; }
    }
    server {
        listen 127.0.0.1:${ports[2]} ssl;
        ssl_certificate $certificates/bad.pem;
        ssl_certificate_key $certificates/bad.key;
    }
}
CONF
PHP_FCGI_CHILDREN=24 begin "${as[@]}" "${PHP_CGI:-php-cgi}" -n -d extension=soap -d soap.wsdl_cache_enabled=0 -b "$PWD/php.sock"
begin "${as[@]}" nginx -c "$PWD/nginx.conf" -e stderr
wait_for listens "${ports[0]}"
wait_for [ -S "$PWD/php.sock" ]
tell HTTP_URL "http://127.0.0.1:${ports[0]}"
tell HTTPS_URL "https://127.0.0.1:${ports[1]}"
tell BAD_HTTPS_URL "https://127.0.0.1:${ports[2]}"
tell CA_FILE "$certificates/ca.pem"
