# MariaDB. It refuses to run as root unless told so, hence a user.
mariadb-install-db --no-defaults --user="$user" --datadir="$PWD/data" --auth-root-authentication-method=normal --skip-test-db
cat > init.sql <<'SQL'
CREATE DATABASE swirl;
CREATE USER swirl@'127.0.0.1' IDENTIFIED BY 'swirl';
CREATE USER swirl@'localhost' IDENTIFIED BY 'swirl';
GRANT ALL ON swirl.* TO swirl@'127.0.0.1';
GRANT ALL ON swirl.* TO swirl@'localhost';
SQL
begin mariadbd --no-defaults --user="$user" --datadir="$PWD/data" --bind-address=127.0.0.1 --port="${ports[0]}" \
    --socket="$PWD/mysql.sock" --pid-file="$PWD/mysql.pid" --skip-name-resolve --max-connections=300 --init-file="$PWD/init.sql"
# The first connection loads much; nobody should measure that.
wait_for mariadb-admin --no-defaults -h 127.0.0.1 -P "${ports[0]}" -u swirl -pswirl ping
tell MYSQL_PORT "${ports[0]}"
tell MYSQL_SOCKET "$PWD/mysql.sock"
