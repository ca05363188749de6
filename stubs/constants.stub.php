<?php

/**
 * The global constants. Names and values are Swoole's, so that code written for it finds what it expects.
 *
 * The other stubs may use what is declared here: this file is compiled first.
 */

// What this extension answers for: the version of Swoole whose API it speaks.

/** The version of Swoole's API; swoole_version() and phpversion('swoole') say the same. */
const SWOOLE_VERSION = '6.2.2';
const SWOOLE_MAJOR_VERSION = 6;
const SWOOLE_MINOR_VERSION = 2;
const SWOOLE_RELEASE_VERSION = 2;
/** Empty, or what follows the number in a development version. */
const SWOOLE_EXTRA_VERSION = '';
/** The version as one number, for comparisons. */
const SWOOLE_VERSION_ID = SWOOLE_MAJOR_VERSION * 10000 + SWOOLE_MINOR_VERSION * 100 + SWOOLE_RELEASE_VERSION;

// Features.

/** True in a build with extra checks and traces. */
const SWOOLE_DEBUG = false;
/** HTTP bodies can be compressed. */
const SWOOLE_HAVE_COMPRESSION = true;
const SWOOLE_HAVE_ZLIB = true;
const SWOOLE_HAVE_BROTLI = true;
/** HTTP/2 is spoken. */
const SWOOLE_USE_HTTP2 = true;
/**
 * Whether the ini setting swoole.use_shortname is on: registered at startup, when the setting is known.
 *
 * @php
 */
const SWOOLE_USE_SHORTNAME = true;

/** True: functions and classes that Swoole ships as PHP code are there. */
const SWOOLE_LIBRARY = true;

// Coroutines.

/** How many coroutines may be alive unless max_coroutine says otherwise. */
const SWOOLE_DEFAULT_MAX_CORO_NUM = 100000;
/** The greatest value that max_coroutine may have. */
const SWOOLE_CORO_MAX_NUM_LIMIT = PHP_INT_MAX;
/** Created, has not run yet. */
const SWOOLE_CORO_INIT = 0;
/** Has given up control and waits to be resumed. */
const SWOOLE_CORO_WAITING = 1;
/** Runs. */
const SWOOLE_CORO_RUNNING = 2;
/** Has returned. */
const SWOOLE_CORO_END = 3;
/** ExitException::getFlags(): exit was called in a coroutine. */
const SWOOLE_EXIT_IN_COROUTINE = 2;
/** ExitException::getFlags(): exit was called in a server worker. */
const SWOOLE_EXIT_IN_SERVER = 4;

// Channel::$errCode.

/** The last push or pop succeeded. */
const SWOOLE_CHANNEL_OK = 0;
/** The time given ran out. */
const SWOOLE_CHANNEL_TIMEOUT = -1;
/** The channel is closed. */
const SWOOLE_CHANNEL_CLOSED = -2;
/** The waiting coroutine was cancelled. */
const SWOOLE_CHANNEL_CANCELED = -3;

// MySQL clients: numbers of what is no error of the server.

/** Anything else. */
const SWOOLE_MYSQLND_CR_UNKNOWN_ERROR = 2000;
/** Connecting failed. */
const SWOOLE_MYSQLND_CR_CONNECTION_ERROR = 2002;
/** The connection was lost, or a wait has timed out. */
const SWOOLE_MYSQLND_CR_SERVER_GONE_ERROR = 2006;
/** There was not enough memory. */
const SWOOLE_MYSQLND_CR_OUT_OF_MEMORY = 2008;
/** The connection was lost. */
const SWOOLE_MYSQLND_CR_SERVER_LOST = 2013;
/** Something else is going on. */
const SWOOLE_MYSQLND_CR_COMMANDS_OUT_OF_SYNC = 2014;
/** There is no such charset. */
const SWOOLE_MYSQLND_CR_CANT_FIND_CHARSET = 2019;
/** What came is not the protocol. */
const SWOOLE_MYSQLND_CR_MALFORMED_PACKET = 2027;
/** Not supported. */
const SWOOLE_MYSQLND_CR_NOT_IMPLEMENTED = 2054;
/** The statement was not prepared on this connection. */
const SWOOLE_MYSQLND_CR_NO_PREPARE_STMT = 2030;
/** Parameters are missing. */
const SWOOLE_MYSQLND_CR_PARAMS_NOT_BOUND = 2031;
/** There are too few or too many parameters. */
const SWOOLE_MYSQLND_CR_INVALID_PARAMETER_NO = 2034;
/** A buffer was used wrongly. */
const SWOOLE_MYSQLND_CR_INVALID_BUFFER_USE = 2035;

// Redis clients.

/** Commands between multi() and exec() are a transaction. */
const SWOOLE_REDIS_MODE_MULTI = 0;
/** Commands are sent together. */
const SWOOLE_REDIS_MODE_PIPELINE = 1;
/** There is nothing at the key, or something else. */
const SWOOLE_REDIS_TYPE_NOT_FOUND = 0;
/** A string. */
const SWOOLE_REDIS_TYPE_STRING = 1;
/** A set. */
const SWOOLE_REDIS_TYPE_SET = 2;
/** A list. */
const SWOOLE_REDIS_TYPE_LIST = 3;
/** A sorted set. */
const SWOOLE_REDIS_TYPE_ZSET = 4;
/** A hash. */
const SWOOLE_REDIS_TYPE_HASH = 5;
/** Reading or writing failed, or took too long; $errCode tells which. */
const SWOOLE_REDIS_ERR_IO = 1;
/** The server says that the command is wrong, or it could not be sent as it is. */
const SWOOLE_REDIS_ERR_OTHER = 2;
/** The server has closed the connection. */
const SWOOLE_REDIS_ERR_EOF = 3;
/** What came is not Redis's protocol. */
const SWOOLE_REDIS_ERR_PROTOCOL = 4;
/** There was not enough memory. */
const SWOOLE_REDIS_ERR_OOM = 5;
/** There is no connection. */
const SWOOLE_REDIS_ERR_CLOSED = 6;
/** The server wants a password. */
const SWOOLE_REDIS_ERR_NOAUTH = 7;
/** There was not enough memory for a connection. */
const SWOOLE_REDIS_ERR_ALLOC = 8;

// Timers.

/** The shortest timer, in milliseconds. */
const SWOOLE_TIMER_MIN_MS = 1;
/** The shortest timer, in seconds. */
const SWOOLE_TIMER_MIN_SEC = 0.001;
/** The longest timer, in milliseconds. */
const SWOOLE_TIMER_MAX_MS = PHP_INT_MAX;
/** The longest timer, in seconds. */
const SWOOLE_TIMER_MAX_SEC = 9223372036854776.0;

// Readiness of a descriptor, for Swoole\Event.

/** There is something to read, to accept, or the end of the stream. */
const SWOOLE_EVENT_READ = 1 << 9;
/** Writing would not block, or a connection has been made. */
const SWOOLE_EVENT_WRITE = 1 << 10;

// What Runtime::enableCoroutine() makes cooperative: flags to be combined with |.

/** stream_socket_client() and servers, tcp://. */
const SWOOLE_HOOK_TCP = 1 << 1;
/** Datagram streams, udp://. */
const SWOOLE_HOOK_UDP = 1 << 2;
/** Unix stream sockets, unix://. */
const SWOOLE_HOOK_UNIX = 1 << 3;
/** Unix datagram sockets, udg://. */
const SWOOLE_HOOK_UDG = 1 << 4;
/** Streams with ssl://. */
const SWOOLE_HOOK_SSL = 1 << 5;
/** Streams with tls://. */
const SWOOLE_HOOK_TLS = 1 << 6;
/** stream_select() and its like. */
const SWOOLE_HOOK_STREAM_FUNCTION = 1 << 7;
/** The older name of SWOOLE_HOOK_STREAM_FUNCTION. */
const SWOOLE_HOOK_STREAM_SELECT = SWOOLE_HOOK_STREAM_FUNCTION;
/** Plain files. */
const SWOOLE_HOOK_FILE = 1 << 8;
/** STDIN, STDOUT, STDERR. */
const SWOOLE_HOOK_STDIO = 1 << 15;
/** sleep(), usleep(), time_nanosleep(), time_sleep_until(). */
const SWOOLE_HOOK_SLEEP = 1 << 9;
/** proc_open(), popen(), exec() and their like. */
const SWOOLE_HOOK_PROC = 1 << 10;
/** ext-curl replaced by a PHP implementation. Not needed here: native curl is cooperative. */
const SWOOLE_HOOK_CURL = 1 << 11;
/** ext-curl. */
const SWOOLE_HOOK_NATIVE_CURL = 1 << 12;
/** ext-sockets. */
const SWOOLE_HOOK_SOCKETS = 1 << 14;
/** PDO and ext-pgsql with PostgreSQL. */
const SWOOLE_HOOK_PDO_PGSQL = 1 << 16;
/** PDO with SQLite. */
const SWOOLE_HOOK_PDO_SQLITE = 1 << 19;
/** gethostbyname() and other name service functions. */
const SWOOLE_HOOK_NET_FUNCTION = 1 << 21;
/** ext-mongodb. */
const SWOOLE_HOOK_MONGODB = 1 << 22;
/** Everything that is safe to switch on together: what Co\run() uses. */
const SWOOLE_HOOK_ALL = 0x7FFFFFFF & ~(SWOOLE_HOOK_CURL | SWOOLE_HOOK_MONGODB);

// Kinds of sockets.

const SWOOLE_SOCK_TCP = 1;
const SWOOLE_SOCK_TCP6 = 3;
const SWOOLE_SOCK_UDP = 2;
const SWOOLE_SOCK_UDP6 = 4;
const SWOOLE_SOCK_UNIX_DGRAM = 6;
const SWOOLE_SOCK_UNIX_STREAM = 5;
const SWOOLE_SOCK_RAW = 7;
const SWOOLE_SOCK_RAW6 = 8;
/** A client that blocks. */
const SWOOLE_SOCK_SYNC = false;
/** A client with callbacks. */
const SWOOLE_SOCK_ASYNC = true;

// Kinds of sockets, short spellings.

const SWOOLE_TCP = SWOOLE_SOCK_TCP;
const SWOOLE_TCP6 = SWOOLE_SOCK_TCP6;
const SWOOLE_UDP = SWOOLE_SOCK_UDP;
const SWOOLE_UDP6 = SWOOLE_SOCK_UDP6;
const SWOOLE_UNIX_STREAM = SWOOLE_SOCK_UNIX_STREAM;
const SWOOLE_UNIX_DGRAM = SWOOLE_SOCK_UNIX_DGRAM;
const SWOOLE_RAW = SWOOLE_SOCK_RAW;
const SWOOLE_RAW6 = SWOOLE_SOCK_RAW6;

// Flags of a socket kind.

const SWOOLE_SYNC = 2048;
const SWOOLE_ASYNC = 1024;
/** A client connection that outlives the request. */
const SWOOLE_KEEP = 4096;
/** Combined with a socket kind: speak TLS. */
const SWOOLE_SSL = 512;

// TLS: methods.

const SWOOLE_DTLS_SERVER_METHOD = 16;
const SWOOLE_DTLS_CLIENT_METHOD = 15;
const SWOOLE_SSLv3_METHOD = 1;
const SWOOLE_SSLv3_SERVER_METHOD = 2;
const SWOOLE_SSLv3_CLIENT_METHOD = 3;
const SWOOLE_SSLv23_METHOD = 0;
const SWOOLE_SSLv23_SERVER_METHOD = 4;
const SWOOLE_SSLv23_CLIENT_METHOD = 5;
const SWOOLE_TLSv1_METHOD = 6;
const SWOOLE_TLSv1_SERVER_METHOD = 7;
const SWOOLE_TLSv1_CLIENT_METHOD = 8;
const SWOOLE_TLSv1_1_METHOD = 9;
const SWOOLE_TLSv1_1_SERVER_METHOD = 10;
const SWOOLE_TLSv1_1_CLIENT_METHOD = 11;
const SWOOLE_TLSv1_2_METHOD = 12;
const SWOOLE_TLSv1_2_SERVER_METHOD = 13;
const SWOOLE_TLSv1_2_CLIENT_METHOD = 14;
const SWOOLE_TLS_METHOD = 0;
const SWOOLE_TLS_SERVER_METHOD = 4;
const SWOOLE_TLS_CLIENT_METHOD = 5;

// TLS: protocol versions, flags for ssl_protocols.

const SWOOLE_SSL_TLSv1 = 1 << 3;
const SWOOLE_SSL_TLSv1_1 = 1 << 4;
const SWOOLE_SSL_TLSv1_2 = 1 << 5;
const SWOOLE_SSL_TLSv1_3 = 1 << 6;
const SWOOLE_SSL_DTLS = 1 << 7;
const SWOOLE_SSL_SSLv2 = 2;

// Locks between processes.

const FILE_LOCK = 2;
const SWOOLE_MUTEX = 3;
const SWOOLE_RWLOCK = 1;
const SWOOLE_SPINLOCK = 5;

// Log levels: what is below the level that is set is left out.

const SWOOLE_LOG_DEBUG = 0;
const SWOOLE_LOG_TRACE = 1;
const SWOOLE_LOG_INFO = 2;
const SWOOLE_LOG_NOTICE = 3;
const SWOOLE_LOG_WARNING = 4;
const SWOOLE_LOG_ERROR = 5;
/** Nothing is logged. */
const SWOOLE_LOG_NONE = 6;

// How often a new log file is begun.

/** Never: one file. */
const SWOOLE_LOG_ROTATION_SINGLE = 0;
const SWOOLE_LOG_ROTATION_MONTHLY = 1;
const SWOOLE_LOG_ROTATION_DAILY = 2;
const SWOOLE_LOG_ROTATION_HOURLY = 3;
const SWOOLE_LOG_ROTATION_EVERY_MINUTE = 4;

// What the log traces at SWOOLE_LOG_TRACE: flags to be combined with |.

const SWOOLE_TRACE_SERVER = 1 << 1;
const SWOOLE_TRACE_CLIENT = 1 << 2;
const SWOOLE_TRACE_BUFFER = 1 << 3;
const SWOOLE_TRACE_CONN = 1 << 4;
const SWOOLE_TRACE_EVENT = 1 << 5;
const SWOOLE_TRACE_WORKER = 1 << 6;
const SWOOLE_TRACE_MEMORY = 1 << 7;
const SWOOLE_TRACE_REACTOR = 1 << 8;
const SWOOLE_TRACE_PHP = 1 << 9;
const SWOOLE_TRACE_HTTP = 1 << 10;
const SWOOLE_TRACE_HTTP2 = 1 << 11;
const SWOOLE_TRACE_EOF_PROTOCOL = 1 << 12;
const SWOOLE_TRACE_LENGTH_PROTOCOL = 1 << 13;
const SWOOLE_TRACE_CLOSE = 1 << 14;
const SWOOLE_TRACE_WEBSOCKET = 1 << 15;
const SWOOLE_TRACE_REDIS_CLIENT = 1 << 16;
const SWOOLE_TRACE_MYSQL_CLIENT = 1 << 17;
const SWOOLE_TRACE_HTTP_CLIENT = 1 << 18;
const SWOOLE_TRACE_AIO = 1 << 19;
const SWOOLE_TRACE_SSL = 1 << 20;
const SWOOLE_TRACE_NORMAL = 1 << 21;
const SWOOLE_TRACE_CHANNEL = 1 << 22;
const SWOOLE_TRACE_TIMER = 1 << 23;
const SWOOLE_TRACE_SOCKET = 1 << 24;
const SWOOLE_TRACE_COROUTINE = 1 << 25;
const SWOOLE_TRACE_CONTEXT = 1 << 26;
const SWOOLE_TRACE_CO_HTTP_SERVER = 1 << 27;
const SWOOLE_TRACE_TABLE = 1 << 28;
const SWOOLE_TRACE_CO_CURL = 1 << 29;
const SWOOLE_TRACE_CARES = 1 << 30;
const SWOOLE_TRACE_ZLIB = 1 << 31;
const SWOOLE_TRACE_CO_PGSQL = 1 << 32;
const SWOOLE_TRACE_CO_ODBC = 1 << 33;
const SWOOLE_TRACE_CO_ORACLE = 1 << 34;
const SWOOLE_TRACE_CO_SQLITE = 1 << 35;
const SWOOLE_TRACE_CO_FIREBIRD = 1 << 36;
const SWOOLE_TRACE_CO_SSH2 = 1 << 37;
const SWOOLE_TRACE_THREAD = 1 << 40;
const SWOOLE_TRACE_ALL = PHP_INT_MAX;

// The number space of swoole_strerror().

/** errno of the system. */
const SWOOLE_STRERROR_SYSTEM = 0;
/** Results of getaddrinfo(). */
const SWOOLE_STRERROR_GAI = 1;
/** h_errno of the resolver. */
const SWOOLE_STRERROR_DNS = 2;
/** SWOOLE_ERROR_* below. */
const SWOOLE_STRERROR_SWOOLE = 9;

// Servers: process model.

/** Workers accept and handle connections themselves. */
const SWOOLE_BASE = 1;
/** A master owns the connections and hands requests to workers. */
const SWOOLE_PROCESS = 2;

// Servers: which worker gets a request.

const SWOOLE_DISPATCH_ROUND = 1;
const SWOOLE_DISPATCH_FDMOD = 2;
const SWOOLE_DISPATCH_IDLE_WORKER = 3;
const SWOOLE_DISPATCH_IPMOD = 4;
const SWOOLE_DISPATCH_UIDMOD = 5;
const SWOOLE_DISPATCH_USERFUNC = 6;
const SWOOLE_DISPATCH_STREAM = 7;
const SWOOLE_DISPATCH_CO_CONN_LB = 8;
const SWOOLE_DISPATCH_CO_REQ_LB = 9;
const SWOOLE_DISPATCH_CONCURRENT_LB = 10;
const SWOOLE_DISPATCH_RESULT_DISCARD_PACKET = -1;
const SWOOLE_DISPATCH_RESULT_CLOSE_CONNECTION = -2;
const SWOOLE_DISPATCH_RESULT_USERFUNC_FALLBACK = -3;

// Servers: state of a worker.

const SWOOLE_WORKER_BUSY = 1;
const SWOOLE_WORKER_IDLE = 2;
const SWOOLE_WORKER_EXIT = 3;

// Servers: who runs a command.

const SWOOLE_SERVER_COMMAND_MASTER = 1 << 1;
const SWOOLE_SERVER_COMMAND_MANAGER = 1 << 5;
const SWOOLE_SERVER_COMMAND_REACTOR_THREAD = 1 << 2;
const SWOOLE_SERVER_COMMAND_EVENT_WORKER = 1 << 3;
const SWOOLE_SERVER_COMMAND_WORKER = SWOOLE_SERVER_COMMAND_EVENT_WORKER;
const SWOOLE_SERVER_COMMAND_TASK_WORKER = 1 << 4;

// Servers: transport between workers and task workers.

const SWOOLE_IPC_NONE = 0;
const SWOOLE_IPC_UNIXSOCK = 1;
const SWOOLE_IPC_SOCKET = 3;
const SWOOLE_IPC_UNSOCK = SWOOLE_IPC_UNIXSOCK;
const SWOOLE_IPC_MSGQUEUE = 2;
const SWOOLE_IPC_PREEMPTIVE = 3;
const SWOOLE_MSGQUEUE_ORIENT = 1;
const SWOOLE_MSGQUEUE_BALANCE = 2;

// Servers: flags of a task.

const SWOOLE_TASK_TMPFILE = 1 << 0;
const SWOOLE_TASK_SERIALIZE = 1 << 1;
const SWOOLE_TASK_NONBLOCK = 1 << 2;
const SWOOLE_TASK_CALLBACK = 1 << 3;
const SWOOLE_TASK_WAITALL = 1 << 4;
const SWOOLE_TASK_COROUTINE = 1 << 5;
const SWOOLE_TASK_PEEK = 1 << 6;
const SWOOLE_TASK_NOREPLY = 1 << 7;

// HTTP client: status codes for answers that never came.

const SWOOLE_HTTP_CLIENT_ESTATUS_CONNECT_FAILED = -1;
const SWOOLE_HTTP_CLIENT_ESTATUS_REQUEST_TIMEOUT = -2;
const SWOOLE_HTTP_CLIENT_ESTATUS_SERVER_RESET = -3;
const SWOOLE_HTTP_CLIENT_ESTATUS_SEND_FAILED = -4;

// HTTP/2 frame types and error codes (RFC 9113).

const SWOOLE_HTTP2_TYPE_DATA = 0;
const SWOOLE_HTTP2_TYPE_HEADERS = 1;
const SWOOLE_HTTP2_TYPE_PRIORITY = 2;
const SWOOLE_HTTP2_TYPE_RST_STREAM = 3;
const SWOOLE_HTTP2_TYPE_SETTINGS = 4;
const SWOOLE_HTTP2_TYPE_PUSH_PROMISE = 5;
const SWOOLE_HTTP2_TYPE_PING = 6;
const SWOOLE_HTTP2_TYPE_GOAWAY = 7;
const SWOOLE_HTTP2_TYPE_WINDOW_UPDATE = 8;
const SWOOLE_HTTP2_TYPE_CONTINUATION = 9;
const SWOOLE_HTTP2_ERROR_NO_ERROR = 0;
const SWOOLE_HTTP2_ERROR_PROTOCOL_ERROR = 1;
const SWOOLE_HTTP2_ERROR_INTERNAL_ERROR = 2;
const SWOOLE_HTTP2_ERROR_FLOW_CONTROL_ERROR = 3;
const SWOOLE_HTTP2_ERROR_SETTINGS_TIMEOUT = 4;
const SWOOLE_HTTP2_ERROR_STREAM_CLOSED = 5;
const SWOOLE_HTTP2_ERROR_FRAME_SIZE_ERROR = 6;
const SWOOLE_HTTP2_ERROR_REFUSED_STREAM = 7;
const SWOOLE_HTTP2_ERROR_CANCEL = 8;
const SWOOLE_HTTP2_ERROR_COMPRESSION_ERROR = 9;
const SWOOLE_HTTP2_ERROR_CONNECT_ERROR = 10;
const SWOOLE_HTTP2_ERROR_ENHANCE_YOUR_CALM = 11;
const SWOOLE_HTTP2_ERROR_INADEQUATE_SECURITY = 12;
const SWOOLE_HTTP2_ERROR_HTTP_1_1_REQUIRED = 13;

// WebSocket (RFC 6455).

const SWOOLE_WEBSOCKET_STATUS_CONNECTION = 1;
const SWOOLE_WEBSOCKET_STATUS_HANDSHAKE = 2;
const SWOOLE_WEBSOCKET_STATUS_ACTIVE = 3;
const SWOOLE_WEBSOCKET_STATUS_CLOSING = 4;
const SWOOLE_WEBSOCKET_OPCODE_CONTINUATION = 0;
const SWOOLE_WEBSOCKET_OPCODE_TEXT = 1;
const SWOOLE_WEBSOCKET_OPCODE_BINARY = 2;
const SWOOLE_WEBSOCKET_OPCODE_CLOSE = 8;
const SWOOLE_WEBSOCKET_OPCODE_PING = 9;
const SWOOLE_WEBSOCKET_OPCODE_PONG = 10;
const SWOOLE_WEBSOCKET_FLAG_FIN = 1 << 0;
const SWOOLE_WEBSOCKET_FLAG_RSV1 = 1 << 2;
const SWOOLE_WEBSOCKET_FLAG_RSV2 = 1 << 3;
const SWOOLE_WEBSOCKET_FLAG_RSV3 = 1 << 4;
const SWOOLE_WEBSOCKET_FLAG_MASK = 1 << 5;
const SWOOLE_WEBSOCKET_FLAG_COMPRESS = 1 << 1;
const SWOOLE_WEBSOCKET_CLOSE_NORMAL = 1000;
const SWOOLE_WEBSOCKET_CLOSE_GOING_AWAY = 1001;
const SWOOLE_WEBSOCKET_CLOSE_PROTOCOL_ERROR = 1002;
const SWOOLE_WEBSOCKET_CLOSE_DATA_ERROR = 1003;
const SWOOLE_WEBSOCKET_CLOSE_STATUS_ERROR = 1005;
const SWOOLE_WEBSOCKET_CLOSE_ABNORMAL = 1006;
const SWOOLE_WEBSOCKET_CLOSE_MESSAGE_ERROR = 1007;
const SWOOLE_WEBSOCKET_CLOSE_POLICY_ERROR = 1008;
const SWOOLE_WEBSOCKET_CLOSE_MESSAGE_TOO_BIG = 1009;
const SWOOLE_WEBSOCKET_CLOSE_EXTENSION_MISSING = 1010;
const SWOOLE_WEBSOCKET_CLOSE_SERVER_ERROR = 1011;
const SWOOLE_WEBSOCKET_CLOSE_CLOSE_SERVICE_RESTART = 1012;
const SWOOLE_WEBSOCKET_CLOSE_TRY_AGAIN_LATER = 1013;
const SWOOLE_WEBSOCKET_CLOSE_BAD_GATEWAY = 1014;
const SWOOLE_WEBSOCKET_CLOSE_TLS = 1015;

// WebSocket, old spellings.

const WEBSOCKET_STATUS_CONNECTION = 1;
const WEBSOCKET_STATUS_HANDSHAKE = 2;
const WEBSOCKET_STATUS_FRAME = 3;
const WEBSOCKET_STATUS_ACTIVE = 3;
const WEBSOCKET_STATUS_CLOSING = 4;
const WEBSOCKET_STATUS_HANDSHAKE_FAILED = 5;
const WEBSOCKET_OPCODE_CONTINUATION = 0;
const WEBSOCKET_OPCODE_TEXT = 1;
const WEBSOCKET_OPCODE_BINARY = 2;
const WEBSOCKET_OPCODE_CLOSE = 8;
const WEBSOCKET_OPCODE_PING = 9;
const WEBSOCKET_OPCODE_PONG = 10;
const WEBSOCKET_CLOSE_NORMAL = 1000;
const WEBSOCKET_CLOSE_GOING_AWAY = 1001;
const WEBSOCKET_CLOSE_PROTOCOL_ERROR = 1002;
const WEBSOCKET_CLOSE_DATA_ERROR = 1003;
const WEBSOCKET_CLOSE_STATUS_ERROR = 1005;
const WEBSOCKET_CLOSE_ABNORMAL = 1006;
const WEBSOCKET_CLOSE_MESSAGE_ERROR = 1007;
const WEBSOCKET_CLOSE_POLICY_ERROR = 1008;
const WEBSOCKET_CLOSE_MESSAGE_TOO_BIG = 1009;
const WEBSOCKET_CLOSE_EXTENSION_MISSING = 1010;
const WEBSOCKET_CLOSE_SERVER_ERROR = 1011;
const WEBSOCKET_CLOSE_CLOSE_SERVICE_RESTART = 1012;
const WEBSOCKET_CLOSE_TRY_AGAIN_LATER = 1013;
const WEBSOCKET_CLOSE_BAD_GATEWAY = 1014;
const WEBSOCKET_CLOSE_TLS = 1015;

// System.

/** errno: the operation was cancelled. */
const SOCKET_ECANCELED = 125;
/** Socket option: state of a TCP connection. */
const TCP_INFO = 11;
/** How many pieces readVector() and writeVector() take. */
const SWOOLE_IOV_MAX = 1024;

// Error numbers of swoole_last_error() and of $errCode, where it is not an errno.

const SWOOLE_ERROR_MALLOC_FAIL = 501;
/** A system call failed; errno says why. */
const SWOOLE_ERROR_SYSTEM_CALL_FAIL = 502;
/** PHP ended with a fatal error. */
const SWOOLE_ERROR_PHP_FATAL_ERROR = 503;
const SWOOLE_ERROR_NAME_TOO_LONG = 504;
/** An argument makes no sense. */
const SWOOLE_ERROR_INVALID_PARAMS = 505;
const SWOOLE_ERROR_QUEUE_FULL = 506;
/** Not possible in this state. */
const SWOOLE_ERROR_OPERATION_NOT_SUPPORT = 507;
const SWOOLE_ERROR_PROTOCOL_ERROR = 508;
/** Not allowed for this object. */
const SWOOLE_ERROR_WRONG_OPERATION = 509;
const SWOOLE_ERROR_PHP_RUNTIME_NOTICE = 510;
const SWOOLE_ERROR_FOR_TEST = 511;
const SWOOLE_ERROR_NO_PAYLOAD = 550;
/** Allowed by the language, but without a defined result. */
const SWOOLE_ERROR_UNDEFINED_BEHAVIOR = 600;
const SWOOLE_ERROR_NOT_THREAD_SAFETY = 601;
const SWOOLE_ERROR_FILE_NOT_EXIST = 700;
const SWOOLE_ERROR_FILE_TOO_LARGE = 701;
const SWOOLE_ERROR_FILE_EMPTY = 702;
const SWOOLE_ERROR_DIR_NOT_EXIST = 703;
const SWOOLE_ERROR_DNSLOOKUP_DUPLICATE_REQUEST = 710;
const SWOOLE_ERROR_DNSLOOKUP_RESOLVE_FAILED = 711;
const SWOOLE_ERROR_DNSLOOKUP_RESOLVE_TIMEOUT = 712;
const SWOOLE_ERROR_DNSLOOKUP_UNSUPPORTED = 713;
const SWOOLE_ERROR_DNSLOOKUP_NO_SERVER = 714;
const SWOOLE_ERROR_BAD_IPV6_ADDRESS = 720;
const SWOOLE_ERROR_UNREGISTERED_SIGNAL = 721;
const SWOOLE_ERROR_BAD_HOST_ADDR = 722;
const SWOOLE_ERROR_BAD_PORT = 723;
const SWOOLE_ERROR_BAD_SOCKET_TYPE = 724;
const SWOOLE_ERROR_EVENT_REMOVE_FAILED = 800;
const SWOOLE_ERROR_EVENT_ADD_FAILED = 801;
const SWOOLE_ERROR_EVENT_UPDATE_FAILED = 802;
const SWOOLE_ERROR_EVENT_UNKNOWN_DATA = 803;
const SWOOLE_ERROR_SESSION_CLOSED_BY_SERVER = 1001;
const SWOOLE_ERROR_SESSION_CLOSED_BY_CLIENT = 1002;
const SWOOLE_ERROR_SESSION_CLOSING = 1003;
const SWOOLE_ERROR_SESSION_CLOSED = 1004;
const SWOOLE_ERROR_SESSION_NOT_EXIST = 1005;
const SWOOLE_ERROR_SESSION_INVALID_ID = 1006;
const SWOOLE_ERROR_SESSION_DISCARD_TIMEOUT_DATA = 1007;
const SWOOLE_ERROR_SESSION_DISCARD_DATA = 1008;
const SWOOLE_ERROR_OUTPUT_BUFFER_OVERFLOW = 1009;
const SWOOLE_ERROR_OUTPUT_SEND_YIELD = 1010;
const SWOOLE_ERROR_SSL_NOT_READY = 1011;
const SWOOLE_ERROR_SSL_CANNOT_USE_SENFILE = 1012;
const SWOOLE_ERROR_SSL_EMPTY_PEER_CERTIFICATE = 1013;
const SWOOLE_ERROR_SSL_VERIFY_FAILED = 1014;
const SWOOLE_ERROR_SSL_BAD_CLIENT = 1015;
const SWOOLE_ERROR_SSL_BAD_PROTOCOL = 1016;
const SWOOLE_ERROR_SSL_RESET = 1017;
const SWOOLE_ERROR_SSL_HANDSHAKE_FAILED = 1018;
const SWOOLE_ERROR_SSL_CREATE_CONTEXT_FAILED = 1019;
const SWOOLE_ERROR_SSL_CREATE_SESSION_FAILED = 1020;
const SWOOLE_ERROR_PACKAGE_LENGTH_TOO_LARGE = 1201;
const SWOOLE_ERROR_PACKAGE_LENGTH_NOT_FOUND = 1202;
const SWOOLE_ERROR_DATA_LENGTH_TOO_LARGE = 1203;
const SWOOLE_ERROR_PACKAGE_MALFORMED_DATA = 1204;
const SWOOLE_ERROR_TASK_PACKAGE_TOO_BIG = 2001;
const SWOOLE_ERROR_TASK_DISPATCH_FAIL = 2002;
const SWOOLE_ERROR_TASK_TIMEOUT = 2003;
const SWOOLE_ERROR_HTTP2_STREAM_ID_TOO_BIG = 3001;
const SWOOLE_ERROR_HTTP2_STREAM_NO_HEADER = 3002;
const SWOOLE_ERROR_HTTP2_STREAM_NOT_FOUND = 3003;
const SWOOLE_ERROR_HTTP2_STREAM_IGNORE = 3004;
const SWOOLE_ERROR_HTTP2_SEND_CONTROL_FRAME_FAILED = 3005;
const SWOOLE_ERROR_HTTP2_INTERNAL_ERROR = 3006;
const SWOOLE_ERROR_AIO_BAD_REQUEST = 4001;
const SWOOLE_ERROR_AIO_CANCELED = 4002;
const SWOOLE_ERROR_AIO_TIMEOUT = 4003;
const SWOOLE_ERROR_CLIENT_NO_CONNECTION = 5001;
const SWOOLE_ERROR_SOCKET_CLOSED = 6001;
const SWOOLE_ERROR_SOCKET_POLL_TIMEOUT = 6002;
const SWOOLE_ERROR_SOCKET_NOT_EXISTS = 6003;
const SWOOLE_ERROR_SOCKS5_UNSUPPORT_VERSION = 7001;
const SWOOLE_ERROR_SOCKS5_UNSUPPORT_METHOD = 7002;
const SWOOLE_ERROR_SOCKS5_AUTH_FAILED = 7003;
const SWOOLE_ERROR_SOCKS5_SERVER_ERROR = 7004;
const SWOOLE_ERROR_SOCKS5_HANDSHAKE_FAILED = 7005;
const SWOOLE_ERROR_SOCKS5_CONNECT_FAILED = 7006;
const SWOOLE_ERROR_HTTP_PROXY_HANDSHAKE_ERROR = 7101;
const SWOOLE_ERROR_HTTP_INVALID_PROTOCOL = 7102;
const SWOOLE_ERROR_HTTP_PROXY_HANDSHAKE_FAILED = 7103;
const SWOOLE_ERROR_HTTP_PROXY_BAD_RESPONSE = 7104;
const SWOOLE_ERROR_HTTP_CONFLICT_HEADER = 7105;
const SWOOLE_ERROR_HTTP_CONTEXT_UNAVAILABLE = 7106;
const SWOOLE_ERROR_HTTP_COOKIE_UNAVAILABLE = 7107;
const SWOOLE_ERROR_WEBSOCKET_BAD_CLIENT = 8501;
const SWOOLE_ERROR_WEBSOCKET_BAD_OPCODE = 8502;
const SWOOLE_ERROR_WEBSOCKET_UNCONNECTED = 8503;
const SWOOLE_ERROR_WEBSOCKET_HANDSHAKE_FAILED = 8504;
const SWOOLE_ERROR_WEBSOCKET_PACK_FAILED = 8505;
const SWOOLE_ERROR_WEBSOCKET_UNPACK_FAILED = 8506;
const SWOOLE_ERROR_WEBSOCKET_INCOMPLETE_PACKET = 8507;
const SWOOLE_ERROR_SERVER_MUST_CREATED_BEFORE_CLIENT = 9001;
const SWOOLE_ERROR_SERVER_TOO_MANY_SOCKET = 9002;
const SWOOLE_ERROR_SERVER_WORKER_TERMINATED = 9003;
const SWOOLE_ERROR_SERVER_INVALID_LISTEN_PORT = 9004;
const SWOOLE_ERROR_SERVER_TOO_MANY_LISTEN_PORT = 9005;
const SWOOLE_ERROR_SERVER_PIPE_BUFFER_FULL = 9006;
const SWOOLE_ERROR_SERVER_NO_IDLE_WORKER = 9007;
const SWOOLE_ERROR_SERVER_ONLY_START_ONE = 9008;
const SWOOLE_ERROR_SERVER_SEND_IN_MASTER = 9009;
const SWOOLE_ERROR_SERVER_INVALID_REQUEST = 9010;
const SWOOLE_ERROR_SERVER_CONNECT_FAIL = 9011;
const SWOOLE_ERROR_SERVER_INVALID_COMMAND = 9012;
const SWOOLE_ERROR_SERVER_IS_NOT_REGULAR_FILE = 9013;
const SWOOLE_ERROR_SERVER_SEND_TO_WOKER_TIMEOUT = 9014;
const SWOOLE_ERROR_SERVER_INVALID_CALLBACK = 9015;
const SWOOLE_ERROR_SERVER_UNRELATED_THREAD = 9016;
const SWOOLE_ERROR_SERVER_WORKER_EXIT_TIMEOUT = 9101;
const SWOOLE_ERROR_SERVER_WORKER_ABNORMAL_PIPE_DATA = 9102;
const SWOOLE_ERROR_SERVER_WORKER_UNPROCESSED_DATA = 9103;
/** What was called works in a coroutine only. */
const SWOOLE_ERROR_CO_OUT_OF_COROUTINE = 10001;
/** Another coroutine already reads or writes this socket. */
const SWOOLE_ERROR_CO_HAS_BEEN_BOUND = 10002;
/** The object can no longer be used. */
const SWOOLE_ERROR_CO_HAS_BEEN_DISCARDED = 10003;
/** The lock is not held. */
const SWOOLE_ERROR_CO_MUTEX_DOUBLE_UNLOCK = 10004;
/** The object is in use by another coroutine. */
const SWOOLE_ERROR_CO_BLOCK_OBJECT_LOCKED = 10005;
/** A coroutine waits on the object. */
const SWOOLE_ERROR_CO_BLOCK_OBJECT_WAITING = 10006;
/** The coroutine could not give up control. */
const SWOOLE_ERROR_CO_YIELD_FAILED = 10007;
const SWOOLE_ERROR_CO_GETCONTEXT_FAILED = 10008;
const SWOOLE_ERROR_CO_SWAPCONTEXT_FAILED = 10009;
const SWOOLE_ERROR_CO_MAKECONTEXT_FAILED = 10010;
const SWOOLE_ERROR_CO_IOCPINIT_FAILED = 10011;
const SWOOLE_ERROR_CO_PROTECT_STACK_FAILED = 10012;
const SWOOLE_ERROR_CO_STD_THREAD_LINK_ERROR = 10013;
const SWOOLE_ERROR_CO_DISABLED_MULTI_THREAD = 10014;
/** What the coroutine waits for cannot be cancelled. */
const SWOOLE_ERROR_CO_CANNOT_CANCEL = 10015;
/** There is no coroutine with this id. */
const SWOOLE_ERROR_CO_NOT_EXISTS = 10016;
/** The wait was cancelled. */
const SWOOLE_ERROR_CO_CANCELED = 10017;
/** The wait timed out. */
const SWOOLE_ERROR_CO_TIMEDOUT = 10018;
/** The socket is closed once the coroutines that use it have let go. */
const SWOOLE_ERROR_CO_SOCKET_CLOSE_WAIT = 10019;
