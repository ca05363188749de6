--TEST--
SOAP: calls that overlap keep their encodings apart, and leave nothing behind that is freed
--FILE--
<?php
require __DIR__ . '/../services.inc';

$client = fn (array $options = []) => new SoapClient(null, $options + ['location' => service('HTTP_URL') . '/soap.php', 'uri' => 'urn:swirl']);
Co\run(function () use ($client) {
    // The first of two ends first: it must not find what the second has set, nor put back what it found over that.
    $results = all([
        fn () => $client(['encoding' => 'ISO-8859-1'])->late(60, "\xe9"),
        fn () => $client()->late(120, 'plain'),
        fn () => $client(['encoding' => 'ISO-8859-1'])->late(90, "\xe8"),
        fn () => $client()->late(30, 'first'),
    ]);
    claim('results', $results, ["\xe9", 'plain', "\xe8", 'first']);
    claim('a warning afterwards', @file_get_contents('/nowhere'), false);
    claim('a call afterwards', $client()->slow(0, 'last'), 'tsal');
});
claim('a warning outside', @file_get_contents('/nowhere'), false);
claim('a call outside', $client()->slow(0, 'last'), 'tsal');
?>
--EXPECT--
results: yes
a warning afterwards: yes
a call afterwards: yes
a warning outside: yes
a call outside: yes
