<?php

namespace Swoole\Coroutine;

/**
 * A client of a Redis server.
 *
 * Each command of Redis is a method; what has no method of its own here goes to the server by the method's name. The answer
 * is what the server sends: a string, an int, an array of answers, null for nothing, true for OK, and false for an error,
 * which $errType, $errCode and $errMsg then tell.
 *
 * A client may be shared. Commands of several coroutines go to the server together, in one write, and each coroutine gets its
 * own answer. While one waits in a blocking command, or is within a transaction, the others' commands wait.
 *
 * A connection that is lost is made again by the next command, see setOptions(). When a wait for an answer times out or is
 * cancelled, the connection is closed, so that a late answer can be nobody else's.
 *
 * @alias Co\Redis
 * @not-serializable
 */
class Redis
{
    /** Where the server is. */
    public $host = '';
    /** Where the server is; 0 for a Unix socket. */
    public $port = 0;
    /** The options. */
    public $setting = null;
    /** The connection's descriptor, -1 before the first. */
    public $sock = -1;
    /** Whether there is a connection. */
    public $connected = false;
    /** What kind of thing went wrong in the last command: one of SWOOLE_REDIS_ERR_*, or 0. */
    public $errType = 0;
    /** The system's number for what went wrong, or 0. */
    public $errCode = 0;
    /** What went wrong, in words. */
    public $errMsg = '';

    /** @param array|null $config as for setOptions(); `timeout` also bounds connecting here */
    public function __construct(?array $config = null) {}

    public function __destruct() {}

    /**
     * Connects, unless it is connected to this server already.
     *
     * @param string $host a name, an address, or `unix:/path`
     * @param int $port 1 to 65535; a Unix socket has none
     * @param bool $serialize whether values are serialized, and answers unserialized where they can be
     */
    public function connect($host, $port = 0, $serialize = false) {}

    /** The password that the server has accepted, or false. */
    public function getAuth() {}

    /** The number of the selected database; false without a connection. */
    public function getDBNum() {}

    /** The options, as an array. */
    public function getOptions() {}

    /**
     * Sets options.
     *
     * @param array $options
     *     connect_timeout: float, in seconds, 2 at first; 0 or less waits for ever.
     *     timeout: float, for each command, in seconds, 60 at first; 0 or less waits for ever.
     *     serialize: bool, whether values are serialized.
     *     reconnect: int, how often to try to connect before a command fails, 1 at first.
     *     password, database: for connections to come.
     *     compatibility_mode: bool, whether answers have the form that phpredis gives them.
     */
    public function setOptions($options) {}

    /** Whether commands only send. */
    public function getDefer() {}

    /** From now on commands only send, and recv() fetches the answers, in order; or no longer. */
    public function setDefer($defer = true) {}

    /**
     * The answer to the oldest command that was only sent; or, when subscribed, the next message.
     *
     * @return mixed a message is an array: what it is, the channel, and the text or how many subscriptions there are
     */
    public function recv() {}

    /** Sends any command: its words, as an array. */
    public function request(array $params) {}

    /** Closes the connection. @return bool false when there was none */
    public function close() {}

    /** Sends the command that bears the method's name; lists among the arguments are spread, keys stand before values. */
    public function __call(string $name, array $arguments) {}

    /**
     * Sets a key.
     *
     * @param mixed $timeout seconds until it expires; or an array of 'nx' or 'xx', and 'ex' => seconds or 'px' =>
     *                       milliseconds
     * @return bool|null null when 'nx' or 'xx' does not hold
     */
    public function set($key, $value, $timeout = null, $opt = null) {}

    /** Says a password, also for connections to come. */
    public function auth($password) {}

    /** Selects a database, also for connections to come. */
    public function select($dbindex) {}

    /**
     * Subscribes to channels; recv() then gives a message for each, and all messages sent there.
     *
     * @return bool whether the request was sent
     */
    public function subscribe($channels) {}

    /** Subscribes to the channels that match patterns. */
    public function pSubscribe($patterns) {}

    /** Ends subscriptions; recv() then gives a message for each. */
    public function unsubscribe($channels) {}

    /** Ends subscriptions by pattern. */
    public function pUnSubscribe($patterns) {}

    /** Runs a script. @param int $num_keys how many of $args are keys */
    public function eval($script, $args = [], $num_keys = 0) {}

    /** Runs a script by its digest. @param int $num_keys how many of $args are keys */
    public function evalSha($script_sha, $args = [], $num_keys = 0) {}

    /** Does something with the server's scripts: 'flush', 'kill', 'exists' with digests, 'load' with a script. */
    public function script($cmd, ...$args) {}

    /**
     * Goes through the keys, some at a time.
     *
     * @param mixed $iterator a variable that is null at first; 0 when there is nothing more
     * @return array|false false when there was nothing more
     */
    public function scan(&$iterator, $pattern = null, $count = 0, $type = null) {}

    /** Goes through the members of a set, as scan() does. */
    public function sScan($key, &$iterator, $pattern = null, $count = 0) {}

    /** Goes through the fields of a hash, as scan() does. @return array|false values by field */
    public function hScan($key, &$iterator, $pattern = null, $count = 0) {}

    /** Goes through the members of a sorted set, as scan() does. @return array|false scores by member */
    public function zScan($key, &$iterator, $pattern = null, $count = 0) {}

    /** Redis's SETBIT. */
    public function setBit($key, $offset, $value) {}

    /** Redis's SETEX. */
    public function setEx($key, $expire, $value) {}

    /** Redis's PSETEX. */
    public function psetEx($key, $expire, $value) {}

    /** Redis's LSET. */
    public function lSet($key, $index, $value) {}

    /** The string at a key; null when there is none. */
    public function get($key) {}

    /** The strings at several keys, in their order; null for each that is missing. */
    public function mGet($keys) {}

    /**
     * Deletes keys, passed one by one or as an array.
     *
     * @return int how many there were
     */
    public function del($key, ...$other_keys) {}

    /**
     * Deletes fields of a hash.
     *
     * @return int how many there were
     */
    public function hDel($key, $member, ...$other_members) {}

    /**
     * Sets a field of a hash.
     *
     * @return int 1 for a new field, 0 for one that was there
     */
    public function hSet($key, $member, $value) {}

    /** Sets fields of a hash, from an array. */
    public function hMSet($key, $pairs) {}

    /**
     * Sets a field of a hash, unless it is there.
     *
     * @return int 1 when it was set, 0 when not
     */
    public function hSetNx($key, $member, $value) {}

    /**
     * Deletes keys, passed one by one or as an array.
     *
     * @return int how many there were
     * @handler Swoole\Coroutine\Redis::del
     */
    public function delete($key, ...$other_keys) {}

    /** Sets several keys at once, from an array. */
    public function mSet($pairs) {}

    /**
     * Sets several keys at once, unless one of them is there.
     *
     * @return int 1 when they were set, 0 when not
     */
    public function mSetNx($pairs) {}

    /** The keys that match a pattern. The server does nothing else meanwhile; scan() is kinder. */
    public function getKeys($pattern) {}

    /**
     * The keys that match a pattern. The server does nothing else meanwhile; scan() is kinder.
     *
     * @handler Swoole\Coroutine\Redis::getKeys
     */
    public function keys($pattern) {}

    /**
     * Whether a key is there.
     *
     * @return int how many of those that were named are
     */
    public function exists($key, ...$other_keys) {}

    /**
     * What is at a key.
     *
     * @return int one of SWOOLE_REDIS_TYPE_*
     */
    public function type($key) {}

    /** Redis's STRLEN. */
    public function strLen($key) {}

    /** Redis's LPOP. */
    public function lPop($key) {}

    /**
     * Takes the first element of the first list that has one; waits up to a timeout in seconds, the last argument.
     *
     * @return array|null|false the key and the element; null when there was none in time
     */
    public function blPop($key, $timeout_or_key, ...$extra_args) {}

    /** Redis's RPOP. */
    public function rPop($key) {}

    /**
     * Takes the last element of the first list that has one; waits up to a timeout in seconds, the last argument.
     *
     * @return array|null|false the key and the element; null when there was none in time
     */
    public function brPop($key, $timeout_or_key, ...$extra_args) {}

    /** Redis's BRPOPLPUSH. */
    public function bRPopLPush($src, $dst, $timeout) {}

    /** Redis's LLEN. */
    public function lSize($key) {}

    /**
     * Redis's LLEN.
     *
     * @handler Swoole\Coroutine\Redis::lSize
     */
    public function lLen($key) {}

    /** Redis's SCARD. */
    public function sSize($key) {}

    /**
     * Redis's SCARD.
     *
     * @handler Swoole\Coroutine\Redis::sSize
     */
    public function scard($key) {}

    /** Redis's SPOP. */
    public function sPop($key) {}

    /** Redis's SMEMBERS. */
    public function sMembers($key) {}

    /**
     * Redis's SMEMBERS.
     *
     * @handler Swoole\Coroutine\Redis::sMembers
     */
    public function sGetMembers($key) {}

    /** Redis's SRANDMEMBER. */
    public function sRandMember($key, $count = 1) {}

    /** Redis's PERSIST. */
    public function persist($key) {}

    /** Redis's TTL. */
    public function ttl($key) {}

    /** Redis's PTTL. */
    public function pttl($key) {}

    /** Redis's ZCARD. */
    public function zCard($key) {}

    /**
     * Redis's ZCARD.
     *
     * @handler Swoole\Coroutine\Redis::zCard
     */
    public function zSize($key) {}

    /** Redis's HLEN. */
    public function hLen($key) {}

    /** Redis's HKEYS. */
    public function hKeys($key) {}

    /** Redis's HVALS. */
    public function hVals($key) {}

    /** The fields and values of a hash, in turn; in compatibility mode as an array with keys. */
    public function hGetAll($key) {}

    /** Redis's DEBUG. */
    public function debug($key) {}

    /** Redis's RESTORE. */
    public function restore($ttl, $key, $value) {}

    /** Redis's DUMP. */
    public function dump($key) {}

    /** Redis's RENAME. */
    public function renameKey($key, $newkey) {}

    /**
     * Redis's RENAME.
     *
     * @handler Swoole\Coroutine\Redis::renameKey
     */
    public function rename($key, $newkey) {}

    /** Redis's RENAMENX. */
    public function renameNx($key, $newkey) {}

    /** Redis's RPOPLPUSH. */
    public function rpoplpush($src, $dst) {}

    /** Redis's RANDOMKEY. */
    public function randomKey() {}

    /** Redis's PFADD. */
    public function pfadd($key, $elements) {}

    /** Redis's PFCOUNT. */
    public function pfcount($key, ...$other_keys) {}

    /** Redis's PFMERGE. */
    public function pfmerge($dstkey, $keys) {}

    /**
     * Asks the server for a sign of life.
     *
     * @return int|false 0, as Swoole has it; false without an answer
     */
    public function ping() {}

    /** Forgets the watched keys. */
    public function unwatch() {}

    /** Lets the next transaction fail if one of these keys changes before it. Until the transaction has ended, or unwatch(), other coroutines' commands on this client wait. */
    public function watch($key, ...$other_keys) {}

    /** Redis's SAVE. */
    public function save() {}

    /** Redis's BGSAVE. */
    public function bgSave() {}

    /** Redis's LASTSAVE. */
    public function lastSave() {}

    /** Redis's FLUSHDB. */
    public function flushDB() {}

    /** Redis's FLUSHALL. */
    public function flushAll() {}

    /** Redis's DBSIZE. */
    public function dbSize() {}

    /** Redis's BGREWRITEAOF. */
    public function bgrewriteaof() {}

    /** Redis's TIME. */
    public function time() {}

    /** Redis's ROLE. */
    public function role() {}

    /** Redis's SETRANGE. */
    public function setRange($key, $offset, $value) {}

    /** Redis's SETNX. */
    public function setNx($key, $value) {}

    /** Redis's GETSET. */
    public function getSet($key, $value) {}

    /** Redis's APPEND. */
    public function append($key, $value) {}

    /** Redis's LPUSHX. */
    public function lPushx($key, $value) {}

    /** Redis's LPUSH. */
    public function lPush($key, $value, ...$more) {}

    /** Redis's RPUSH. */
    public function rPush($key, $value, ...$more) {}

    /** Redis's RPUSHX. */
    public function rPushx($key, $value) {}

    /** Redis's SISMEMBER. */
    public function sContains($key, $value) {}

    /**
     * Redis's SISMEMBER.
     *
     * @handler Swoole\Coroutine\Redis::sContains
     */
    public function sismember($key, $value) {}

    /** Redis's ZSCORE. */
    public function zScore($key, $member) {}

    /** Redis's ZRANK. */
    public function zRank($key, $member) {}

    /** Redis's ZREVRANK. */
    public function zRevRank($key, $member) {}

    /** Redis's HGET. */
    public function hGet($key, $member) {}

    /** The values of fields, in their order, null for each that is missing; in compatibility mode by field, false for each that is missing. */
    public function hMGet($key, $keys) {}

    /**
     * Whether a hash has a field.
     *
     * @return int 1 or 0; in compatibility mode a bool
     */
    public function hExists($key, $member) {}

    /**
     * Sends a message to a channel.
     *
     * @return int how many have received it
     */
    public function publish($channel, $message) {}

    /** Redis's ZINCRBY. */
    public function zIncrBy($key, $value, $member) {}

    /** Redis's ZADD. */
    public function zAdd($key, $score, $value, ...$more) {}

    /** Redis's ZPOPMIN. */
    public function zPopMin($key, $count) {}

    /** Redis's ZPOPMAX. */
    public function zPopMax($key, $count) {}

    /** Takes the member with the lowest score of the first set that has one; waits up to a timeout in seconds, the last argument. */
    public function bzPopMin($key, $timeout_or_key, ...$extra_args) {}

    /** Takes the member with the highest score of the first set that has one; waits up to a timeout in seconds, the last argument. */
    public function bzPopMax($key, $timeout_or_key, ...$extra_args) {}

    /** Redis's ZREMRANGEBYSCORE. */
    public function zDeleteRangeByScore($key, $min, $max) {}

    /**
     * Redis's ZREMRANGEBYSCORE.
     *
     * @handler Swoole\Coroutine\Redis::zDeleteRangeByScore
     */
    public function zRemRangeByScore($key, $min, $max) {}

    /** Redis's ZCOUNT. */
    public function zCount($key, $min, $max) {}

    /** Members by rank; with scores also these, in turn, and in compatibility mode as an array with keys. */
    public function zRange($key, $start, $end, $scores = false) {}

    /** Members by rank from the highest score on; with scores also these, in turn, and in compatibility mode as an array with keys. */
    public function zRevRange($key, $start, $end, $scores = false) {}

    /** Redis's ZRANGEBYSCORE. */
    public function zRangeByScore($key, $start, $end, $options = []) {}

    /** Redis's ZREVRANGEBYSCORE. */
    public function zRevRangeByScore($key, $start, $end, $options = []) {}

    /** Redis's ZRANGEBYLEX. */
    public function zRangeByLex($key, $min, $max, $offset = 0, $limit = 0) {}

    /** Redis's ZREVRANGEBYLEX. */
    public function zRevRangeByLex($key, $min, $max, $offset = 0, $limit = 0) {}

    /** Redis's ZINTERSTORE. */
    public function zInter($key, $keys, $weights = null, $aggregate = 'SUM') {}

    /**
     * Redis's ZINTERSTORE.
     *
     * @handler Swoole\Coroutine\Redis::zInter
     */
    public function zinterstore($key, $keys, $weights = null, $aggregate = 'SUM') {}

    /** Redis's ZUNIONSTORE. */
    public function zUnion($key, $keys, $weights = null, $aggregate = 'SUM') {}

    /**
     * Redis's ZUNIONSTORE.
     *
     * @handler Swoole\Coroutine\Redis::zUnion
     */
    public function zunionstore($key, $keys, $weights = null, $aggregate = 'SUM') {}

    /** Redis's INCRBY. */
    public function incrBy($key, $value) {}

    /** Redis's HINCRBY. */
    public function hIncrBy($key, $member, $value) {}

    /** Redis's INCR. */
    public function incr($key) {}

    /** Redis's DECRBY. */
    public function decrBy($key, $value) {}

    /** Redis's DECR. */
    public function decr($key) {}

    /** Redis's GETBIT. */
    public function getBit($key, $offset) {}

    /** Redis's LINSERT. */
    public function lInsert($key, $position, $pivot, $value) {}

    /** Redis's LINDEX. */
    public function lGet($key, $index) {}

    /**
     * Redis's LINDEX.
     *
     * @handler Swoole\Coroutine\Redis::lGet
     */
    public function lIndex($key, $integer) {}

    /** Redis's EXPIRE. */
    public function setTimeout($key, $timeout) {}

    /**
     * Redis's EXPIRE.
     *
     * @handler Swoole\Coroutine\Redis::setTimeout
     */
    public function expire($key, $integer) {}

    /** Redis's PEXPIRE. */
    public function pexpire($key, $timestamp) {}

    /** Redis's EXPIREAT. */
    public function expireAt($key, $timestamp) {}

    /** Redis's PEXPIREAT. */
    public function pexpireAt($key, $timestamp) {}

    /** Redis's MOVE. */
    public function move($key, $dbindex) {}

    /** Redis's GETRANGE. */
    public function getRange($key, $start, $end) {}

    /** Redis's LTRIM. */
    public function listTrim($key, $start, $stop) {}

    /**
     * Redis's LTRIM.
     *
     * @handler Swoole\Coroutine\Redis::listTrim
     */
    public function ltrim($key, $start, $stop) {}

    /** Redis's LRANGE. */
    public function lGetRange($key, $start, $end) {}

    /**
     * Redis's LRANGE.
     *
     * @handler Swoole\Coroutine\Redis::lGetRange
     */
    public function lRange($key, $start, $end) {}

    /** Redis's LREM. */
    public function lRem($key, $value, $count) {}

    /**
     * Redis's LREM.
     *
     * @handler Swoole\Coroutine\Redis::lRem
     */
    public function lRemove($key, $value, $count) {}

    /** Redis's ZREMRANGEBYRANK. */
    public function zDeleteRangeByRank($key, $start, $end) {}

    /**
     * Redis's ZREMRANGEBYRANK.
     *
     * @handler Swoole\Coroutine\Redis::zDeleteRangeByRank
     */
    public function zRemRangeByRank($key, $min, $max) {}

    /** Redis's INCRBYFLOAT. */
    public function incrByFloat($key, $value) {}

    /** Redis's HINCRBYFLOAT. */
    public function hIncrByFloat($key, $member, $value) {}

    /** Redis's BITCOUNT. */
    public function bitCount($key, $start = 0, $end = -1) {}

    /** Redis's BITOP. */
    public function bitOp($operation, $ret_key, $key, ...$other_keys) {}

    /** Redis's SADD. */
    public function sAdd($key, $value, ...$more) {}

    /** Redis's SMOVE. */
    public function sMove($src, $dst, $value) {}

    /** Redis's SDIFF. */
    public function sDiff($key, ...$other_keys) {}

    /** Redis's SDIFFSTORE. */
    public function sDiffStore($dst, $key, ...$other_keys) {}

    /** Redis's SUNION. */
    public function sUnion($key, ...$other_keys) {}

    /** Redis's SUNIONSTORE. */
    public function sUnionStore($dst, $key, ...$other_keys) {}

    /** Redis's SINTER. */
    public function sInter($key, ...$other_keys) {}

    /** Redis's SINTERSTORE. */
    public function sInterStore($dst, $key, ...$other_keys) {}

    /** Redis's SREM. */
    public function sRemove($key, $value, ...$more) {}

    /**
     * Redis's SREM.
     *
     * @handler Swoole\Coroutine\Redis::sRemove
     */
    public function srem($key, $value, ...$more) {}

    /** Redis's ZREM. */
    public function zDelete($key, $member, ...$other_members) {}

    /**
     * Redis's ZREM.
     *
     * @handler Swoole\Coroutine\Redis::zDelete
     */
    public function zRemove($key, $member, ...$other_members) {}

    /**
     * Redis's ZREM.
     *
     * @handler Swoole\Coroutine\Redis::zDelete
     */
    public function zRem($key, $member, ...$other_members) {}

    /** Begins a transaction: commands are only queued until exec(). Other coroutines' commands on this client wait until then; if this coroutine ends first, the transaction is discarded. */
    public function multi() {}

    /**
     * Carries out a transaction.
     *
     * @return array|null|false the answers of its commands; null when a watched key has changed
     */
    public function exec() {}

    /** Redis's XLEN. */
    public function xLen($key) {}

    /** Redis's XADD. */
    public function xAdd($key, $id, $pairs, $options = []) {}

    /** Redis's XREAD. */
    public function xRead($streams, $options = []) {}

    /** Redis's XDEL. */
    public function xDel($key, $id, ...$more) {}

    /** Redis's XRANGE. */
    public function xRange($key, $start, $end, $count = 0) {}

    /** Redis's XREVRANGE. */
    public function xRevRange($key, $start, $end, $count = 0) {}

    /** Redis's XTRIM. */
    public function xTrim($key, $options = []) {}

    /** Redis's XGROUP CREATE. */
    public function xGroupCreate($key, $group_name, $id, $mkstream = false) {}

    /** Redis's XGROUP SETID. */
    public function xGroupSetId($key, $group_name, $id) {}

    /** Redis's XGROUP DESTROY. */
    public function xGroupDestroy($key, $group_name) {}

    /** Redis's XGROUP CREATECONSUMER. */
    public function xGroupCreateConsumer($key, $group_name, $consumer_name) {}

    /** Redis's XGROUP DELCONSUMER. */
    public function xGroupDelConsumer($key, $group_name, $consumer_name) {}

    /** Redis's XREADGROUP. */
    public function xReadGroup($group_name, $consumer_name, $streams, $options = []) {}

    /** Redis's XPENDING. */
    public function xPending($key, $group_name, $options = []) {}

    /** Redis's XACK. */
    public function xAck($key, $group_name, $id) {}

    /** Redis's XCLAIM. */
    public function xClaim($key, $group_name, $consumer_name, $min_idle_time, $id, $options = []) {}

    /** Redis's XAUTOCLAIM. */
    public function xAutoClaim($key, $group_name, $consumer_name, $min_idle_time, $start, $options = []) {}

    /** Redis's XINFO CONSUMERS. */
    public function xInfoConsumers($key, $group_name) {}

    /** Redis's XINFO GROUPS. */
    public function xInfoGroups($key) {}

    /** Redis's XINFO STREAM. */
    public function xInfoStream($key) {}

    /** Ends a transaction without carrying it out. */
    public function discard() {}

    /** Deletes keys as del() does; the server frees their memory later. */
    public function unlink($key, ...$other_keys) {}
}
