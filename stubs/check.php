<?php

/**
 * Compares what the loaded extension provides with what the stubs declare, in both directions: classes with
 * their members, functions, constants, aliases.
 *
 *     php -d extension=PATH/libswirl.so stubs/check.php
 *
 * Prints each difference; the exit status is 0 when there is none. The stubs are read by a second PHP without
 * any extension, so that both sides are seen through the same reflection.
 */

declare(strict_types=1);

/** Reflection's view of a type, with a fixed order and spelling. */
function type(?ReflectionType $type, ?string $self): string
{
    if ($type === null) {
        return '';
    }
    $text = (string) $type;
    $names = explode('|', $text[0] === '?' ? substr($text, 1) . '|null' : $text);
    $names = array_map(fn ($name) => $name === 'self' ? (string) $self : $name, $names);
    sort($names);
    return implode('|', $names);
}

/** A default as text; an integer for a float parameter reads as a float. */
function value(mixed $value, string $type): string
{
    if (is_int($value) && preg_match('~\bfloat\b~', $type) && !preg_match('~\bint\b~', $type)) {
        $value = (float) $value;
    }
    return str_replace(["\n", '  '], '', var_export($value, true));
}

/** "int $a = 1, mixed ...$b): bool" */
function signature(ReflectionFunctionAbstract $function, ?string $self): string
{
    $params = [];
    foreach ($function->getParameters() as $param) {
        $type = type($param->getType(), $self);
        $text = ltrim("$type " . ($param->isPassedByReference() ? '&' : '') . ($param->isVariadic() ? '...' : ''));
        $text .= '$' . $param->getName();
        if ($param->isDefaultValueAvailable()) {
            $text .= ' = ' . value($param->getDefaultValue(), $type);
        }
        $params[] = $text;
    }
    return '(' . implode(', ', $params) . '): ' . type($function->getReturnType(), $self);
}

/** Everything that is declared in a class itself, by name. */
function members(ReflectionClass $class): array
{
    $own = fn ($member) => $member->getDeclaringClass()->getName() === $class->getName();
    $modifiers = fn ($member) => implode(' ', Reflection::getModifierNames($member->getModifiers()));
    $found = [
        // ext-sockets' class becomes a parent at module startup, where it is loaded; the stubs know nothing of it.
        'parent' => $class->getParentClass() && $class->getParentClass()->getName() !== 'Socket' ? $class->getParentClass()->getName() : '',
        'final' => var_export($class->isFinal(), true),
        'abstract' => var_export($class->isAbstract(), true),
    ];
    foreach ($class->getInterfaceNames() as $name) {
        $found["implements $name"] = 'yes';
    }
    foreach (array_filter($class->getReflectionConstants(), $own) as $constant) {
        $found["const {$constant->getName()}"] = $modifiers($constant) . ' ' . var_export($constant->getValue(), true);
    }
    foreach (array_filter($class->getProperties(), $own) as $property) {
        $type = type($property->getType(), $class->getName());
        $default = $property->hasDefaultValue() ? ' = ' . value($property->getDefaultValue(), $type) : '';
        $found["\${$property->getName()}"] = $modifiers($property) . " $type$default";
    }
    foreach (array_filter($class->getMethods(), $own) as $method) {
        $found["{$method->getName()}()"] = $modifiers($method) . ' ' . signature($method, $class->getName());
    }
    return $found;
}

/** All declarations with these names: "class X", "function f", "const C" => what it looks like. */
function describe(array $classes, array $functions, array $constants): array
{
    $found = [];
    foreach ($classes as $name) {
        foreach (members(new ReflectionClass($name)) as $member => $text) {
            $found["class $name: $member"] = $text;
        }
    }
    foreach ($functions as $name) {
        $function = new ReflectionFunction($name);
        $found["function {$function->getName()}"] = signature($function, null);
    }
    foreach ($constants as $name => $value) {
        $found["const $name"] = var_export($value, true);
    }
    return $found;
}

/** The aliases that doc comments ask for: name => class. */
function aliases(array $classes): array
{
    $found = [];
    foreach ($classes as $name) {
        $doc = (string) (new ReflectionClass($name))->getDocComment();
        if (preg_match('~^\s*\*\s*@alias\s+(.+)$~m', $doc, $match)) {
            foreach (array_map('trim', explode(',', $match[1])) as $alias) {
                $found[$alias] = $name;
            }
        }
    }
    return $found;
}

/** What the stubs declare, said by a PHP that has nothing else. */
function declared(): array
{
    $classes = get_declared_classes();
    $files = glob(__DIR__ . '/*.stub.php');
    usort($files, fn ($a, $b) => str_contains($b, 'constants') <=> str_contains($a, 'constants'));
    // Defaults of parameters that the sockets extension names; it need not be there.
    $others = array_filter(['AF_INET' => 2, 'SOCK_STREAM' => 1, 'IPPROTO_IP' => 0, 'PHP_BINARY_READ' => 2], fn ($name) => !defined($name), ARRAY_FILTER_USE_KEY);
    array_walk($others, fn ($value, $name) => define($name, $value));
    // A class may extend one of a later file.
    spl_autoload_register(function (string $name) use ($files): void {
        $declares = '~^(abstract |final )*(class|interface) ' . preg_quote(basename(strtr($name, '\\', '/'))) . '\b~m';
        foreach ($files as $file) {
            if (preg_match($declares, (string) file_get_contents($file))) {
                require_once $file;
            }
        }
    });
    foreach ($files as $file) {
        require_once $file;
    }
    $classes = array_values(array_diff(get_declared_classes(), $classes));
    $functions = get_defined_functions()['user'];
    $functions = array_filter($functions, fn ($f) => (new ReflectionFunction($f))->getFileName() !== __FILE__);
    $constants = array_diff_key(get_defined_constants(true)['user'], $others);
    return ['all' => describe($classes, $functions, $constants), 'aliases' => aliases($classes)];
}

/** What is loaded and bears one of our names. */
function loaded(): array
{
    $ours = fn ($name) => preg_match('~^(swoole|co\\\\)~i', $name) === 1;
    // The library's classes are declared where they are written, and nowhere else.
    $native = array_filter(get_declared_classes(), fn ($name) => (new ReflectionClass($name))->isInternal());
    $classes = array_map(fn ($name) => (new ReflectionClass($name))->getName(), $native);
    $all = get_defined_functions();
    $functions = array_filter(array_merge($all['internal'], $all['user']), fn ($name) => $ours($name));
    $functions = array_merge($functions, array_filter(['go', 'defer', '_string', '_mbstring', '_array'], 'function_exists'));
    $constants = array_filter(get_defined_constants(), fn ($name) => $ours($name), ARRAY_FILTER_USE_KEY);
    return describe(array_unique(array_filter($classes, $ours)), $functions, $constants);
}

if (($argv[1] ?? '') === '--declared') {
    echo json_encode(declared(), JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION);
    exit(0);
}

if (!extension_loaded('swirl')) {
    fwrite(STDERR, "The extension is not loaded: php -d extension=PATH/libswirl.so stubs/check.php\n");
    exit(2);
}
$command = escapeshellarg(PHP_BINARY) . ' -n ' . escapeshellarg(__FILE__) . ' --declared';
$declared = json_decode((string) shell_exec($command), true, 512, JSON_THROW_ON_ERROR);
$loaded = loaded();
$different = 0;
foreach ($declared['all'] as $name => $text) {
    // Names that other extensions may use as well are not looked for in loaded().
    $constant = str_starts_with($name, 'const ') ? substr($name, 6) : null;
    $found = $loaded[$name] ?? ($constant !== null && defined($constant) ? var_export(constant($constant), true) : null);
    if ($found !== $text) {
        $different++;
        echo "$name\n    stub:   $text\n    loaded: ", $found ?? 'missing', "\n";
    }
}
foreach (array_diff_key($loaded, $declared['all']) as $name => $text) {
    $different++;
    echo "$name\n    stub:   missing\n    loaded: $text\n";
}
foreach (ini_get('swoole.use_shortname') ? $declared['aliases'] : [] as $alias => $class) {
    if (!class_exists($alias, false) || (new ReflectionClass($alias))->getName() !== $class) {
        $different++;
        echo "alias $alias\n    stub:   $class\n    loaded: missing\n";
    }
}
printf("stubs: %d declarations, %d aliases, %d differences\n", count($declared['all']), count($declared['aliases']), $different);
exit($different === 0 ? 0 : 1);
