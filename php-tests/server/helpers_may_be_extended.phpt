--TEST--
Classes may extend Swoole\Server\Helper and say what happens at each of its moments
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Helper extends Swoole\Server\Helper
{
    public static array $seen = [];

    public static function onBeforeReload($server) { self::$seen[] = __FUNCTION__; parent::onBeforeReload($server); }
    public static function onAfterReload($server) { self::$seen[] = __FUNCTION__; parent::onAfterReload($server); }
    public static function onManagerStart($server) { self::$seen[] = __FUNCTION__; parent::onManagerStart($server); }
    public static function onManagerStop($server) { self::$seen[] = __FUNCTION__; parent::onManagerStop($server); }
    public static function onWorkerError($server) { self::$seen[] = __FUNCTION__; parent::onWorkerError($server); }
    public static function onShutdown($server) { self::$seen[] = __FUNCTION__; parent::onShutdown($server); }
    public static function onWorkerStop($server, $worker) { self::$seen[] = __FUNCTION__; parent::onWorkerStop($server, $worker); }
}

$server = new Swoole\Server('127.0.0.1', 0);
$moments = ['onBeforeReload', 'onAfterReload', 'onManagerStart', 'onManagerStop', 'onWorkerError', 'onShutdown'];
foreach ($moments as $moment) {
    Helper::$moment($server);
}
Helper::onWorkerStop($server, 0);
claim('each was heard', Helper::$seen, [...$moments, 'onWorkerStop']);
claim('a server is needed', str_contains(outcome(fn () => Swoole\Server\Helper::onManagerStart(null)), 'must be of type Swoole\Server, null given'));
?>
--EXPECT--
each was heard: yes
a server is needed: yes
