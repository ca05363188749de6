--TEST--
Names are looked up in the registries in turn, and the nodes of a service are handed out one after the other
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine;
use Swoole\NameResolver;
use Swoole\NameResolver\Cluster;
use Swoole\NameResolver\Context;

class Fixed extends NameResolver
{
    public array $services = [];
    public int $asked = 0;

    public function join(string $name, string $ip, int $port, array $options = []): bool
    {
        $this->services[$name][] = [$ip, $port];
        return true;
    }

    public function leave(string $name, string $ip, int $port): bool
    {
        return false;
    }

    public function getCluster(string $name): ?Cluster
    {
        $this->asked++;
        $cluster = new Cluster();
        foreach ($this->services[$name] ?? [] as [$ip, $port]) {
            $cluster->add($ip, $port);
        }
        return $cluster->count() ? $cluster : null;
    }
}

$first = (new Fixed('http://127.0.0.1:8500/path/'))->withFilter(fn ($name) => $name === 'one');
$second = new Fixed('http://127.0.0.1');
$first->join('one', '10.0.0.1', 81);
foreach ([1, 2, 3] as $n) {
    $second->join('three', "10.0.0.$n", 90 + $n);
}
claim('no such address', outcome(fn () => new Fixed('nowhere')), "RuntimeException: invalid url parameter 'nowhere'");
claim('added', swoole_name_resolver_add($first) && swoole_name_resolver_add($second));
Co\run(function () use ($first, $second) {
    claim('the only node', swoole_name_resolver_lookup('one', new Context()), '10.0.0.1');
    $context = new Context(AF_INET, true);
    $found = [];
    for ($i = 0; $i < 6; $i++) {
        $found[] = swoole_name_resolver_lookup('three', $context);
    }
    $all = ['10.0.0.1:91', '10.0.0.2:92', '10.0.0.3:93'];
    $rounds = array_map(function ($round) {
        sort($round);
        return $round;
    }, array_chunk($found, 3));
    claim('each node once a round', $rounds, [$all, $all]);
    claim('asked once a round', $second->asked, 2);
    claim('nobody knows', swoole_name_resolver_lookup('four', new Context()), '');
    claim('taken away', swoole_name_resolver_remove($second) && !swoole_name_resolver_remove($second));
    claim('then names are hosts', swoole_name_resolver_lookup('localhost', new Context()), '127.0.0.1');
});
?>
--EXPECT--
no such address: yes
added: yes
the only node: yes
each node once a round: yes
asked once a round: yes
nobody knows: yes
taken away: yes
then names are hosts: yes
