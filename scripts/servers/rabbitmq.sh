# RabbitMQ, with a daemon of its own for the names of Erlang's nodes. Nothing in it is worth an orderly end, which takes long.
export HOME=$PWD ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=${ports[1]}
export RABBITMQ_NODENAME="swirl${ports[0]}@localhost" RABBITMQ_DIST_PORT=${ports[2]} RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
export RABBITMQ_CONF_ENV_FILE=$PWD/none RABBITMQ_CONFIG_FILE=$PWD/rabbitmq.conf RABBITMQ_ADVANCED_CONFIG_FILE=$PWD/none.config
export RABBITMQ_ENABLED_PLUGINS_FILE=$PWD/plugins RABBITMQ_FEATURE_FLAGS_FILE=$PWD/flags RABBITMQ_PID_FILE=$PWD/pid
export RABBITMQ_MNESIA_BASE=$PWD/mnesia RABBITMQ_LOG_BASE=$PWD/log RABBITMQ_GENERATED_CONFIG_DIR=$PWD/config
printf '[].\n' > plugins
printf '%s\n' "listeners.tcp.1 = 127.0.0.1:${ports[0]}" 'log.console = true' 'log.console.level = warning' 'log.file = false' > rabbitmq.conf
begin "${as[@]}" epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1
wait_for listens "$ERL_EPMD_PORT"
ending=KILL
begin "${as[@]}" /usr/lib/rabbitmq/bin/rabbitmq-server
wait_for listens "${ports[0]}"
tell AMQP_PORT "${ports[0]}"
