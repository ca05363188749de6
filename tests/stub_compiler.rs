//! The stub compiler, tested where `cargo test` runs: it is a module of the build script.

#[path = "../build/stubs/mod.rs"]
mod stubs;

use stubs::{Api, Value};

fn parse(body: &str) -> Result<Api, String> {
    stubs::parse(&[("x.stub.php".into(), format!("<?php\n{body}"))])
}

fn compile(body: &str) -> String {
    stubs::compile(&[("x.stub.php".into(), format!("<?php\n{body}"))], false).expect("a good stub")
}

fn error(body: &str) -> String {
    stubs::compile(&[("x.stub.php".into(), format!("<?php\n{body}"))], false).expect_err("a bad stub")
}

/// The compiled text without line breaks and runs of spaces.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn constants_are_computed_with_phps_precedence() {
    let api = parse(
        "const A = 1 << 2 | 0x10; const B = A + 2 * 3, C = ~0 & (8 - 1);
         const D = -1; const E = 'it\\'s'; const F = 1.5e3; const G = PHP_INT_MAX; const H = false;",
    )
    .expect("constants");
    let values: Vec<&Value> = api.constants.iter().map(|constant| &constant.value).collect();
    let expected = [
        Value::Int(20),
        Value::Int(26),
        Value::Int(7),
        Value::Int(-1),
        Value::Text("it's".into()),
        Value::Float(1500.0),
        Value::Int(i64::MAX),
        Value::Bool(false),
    ];
    assert_eq!(values, expected.iter().collect::<Vec<_>>());
}

#[test]
fn constants_are_registered_with_their_type() {
    let text =
        compile("const A = -2; const B = 'x\"y'; const C = true; const D = 0.001; const E = -0x7fffffffffffffff - 1;");
    for row in [
        r#"REGISTER_LONG_CONSTANT("A", Z_L(-2), CONST_PERSISTENT);"#,
        r#"REGISTER_STRING_CONSTANT("B", "x\"y", CONST_PERSISTENT);"#,
        r#"REGISTER_BOOL_CONSTANT("C", 1, CONST_PERSISTENT);"#,
        r#"REGISTER_DOUBLE_CONSTANT("D", 0.001, CONST_PERSISTENT);"#,
        r#"REGISTER_LONG_CONSTANT("E", ZEND_LONG_MIN, CONST_PERSISTENT);"#,
    ] {
        assert!(text.contains(row), "{row} is missing in {text}");
    }
}

#[test]
fn a_constant_that_another_extension_may_have_is_not_registered_twice() {
    let text = compile("const SWOOLE_A = 1; const TCP_INFO = 11;");
    assert!(text.contains("\n\tREGISTER_LONG_CONSTANT(\"SWOOLE_A\""));
    assert!(text.contains("\tif (!zend_get_constant_str(ZEND_STRL(\"TCP_INFO\"))) REGISTER_LONG_CONSTANT("));
}

#[test]
fn a_method_becomes_arginfo_an_entry_and_a_prototype() {
    let text = flat(&compile(
        "namespace Swoole\\Coroutine;
         class Channel { public static function push(mixed $data, float $timeout = -1): bool|int {} }",
    ));
    assert!(text.contains("ZEND_NAMED_FUNCTION(swirl_Coroutine_Channel_push);"));
    assert!(text.contains(
        "ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_Coroutine_Channel_push, 0, 1, MAY_BE_BOOL|MAY_BE_LONG) \
         ZEND_ARG_TYPE_MASK(0, data, MAY_BE_ANY, NULL) \
         ZEND_ARG_TYPE_MASK(0, timeout, MAY_BE_DOUBLE, \"-1\") ZEND_END_ARG_INFO()"
    ));
    assert!(text.contains(
        "ZEND_FENTRY(push, swirl_Coroutine_Channel_push, arginfo_Coroutine_Channel_push, \
         ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)"
    ));
}

#[test]
fn classes_in_types_are_resolved() {
    let text = compile(
        "namespace Swoole\\Coroutine { class Context extends \\ArrayObject {}
         class B { public function f(?Context $c, \\Socket $s): self|false {} } }",
    );
    assert!(text.contains("ZEND_ARG_OBJ_TYPE_MASK(0, c, Swoole\\\\Coroutine\\\\Context, MAY_BE_NULL, NULL)"));
    assert!(text.contains("ZEND_ARG_OBJ_TYPE_MASK(0, s, Socket, 0, NULL)"));
    assert!(text.contains("Coroutine_B_f, 0, 2, Swoole\\\\Coroutine\\\\B, MAY_BE_FALSE)"));
    assert!(text.contains("zend_register_internal_class_ex(&entry, spl_ce_ArrayObject)"));
}

#[test]
fn references_variadics_and_untyped_parameters() {
    let text = compile("function f($a, array &$b, $c = [1, 2], mixed ...$d) {} function g(&...$all) {}");
    assert!(text.contains("ZEND_BEGIN_ARG_INFO_EX(arginfo_fn_f, 0, 0, 2)"));
    assert!(text.contains("ZEND_ARG_INFO_WITH_DEFAULT_VALUE(0, a, NULL)"));
    assert!(text.contains("ZEND_ARG_TYPE_MASK(1, b, MAY_BE_ARRAY, NULL)"));
    assert!(text.contains("ZEND_ARG_INFO_WITH_DEFAULT_VALUE(0, c, \"[1, 2]\")"));
    assert!(text.contains("SWIRL_ARG_VARIADIC_TYPE_MASK(0, d, MAY_BE_ANY)"));
    assert!(text.contains("ZEND_ARG_VARIADIC_INFO(1, all)"));
}

#[test]
fn short_names_have_a_table_of_their_own() {
    let text = flat(&compile("/** @shortname */ function go(): void {} namespace Co; function run() {}"));
    assert!(text.contains("swirl_functions[] = { ZEND_NS_FENTRY(\"Co\", run, swirl_fn_Co_run, arginfo_fn_Co_run, 0)"));
    assert!(text.contains("swirl_short_functions[] = { ZEND_FENTRY(go, swirl_fn_go, arginfo_fn_go, 0)"));
}

#[test]
fn a_handler_can_be_shared() {
    let text = compile(
        "/** @handler Swoole\\Timer::tick */ function swoole_timer_tick(): void {}
         /** @handler swirl_mine */ function other(): void {}
         namespace Swoole; class Timer { static function tick(): void {} }",
    );
    assert!(text.contains("ZEND_FENTRY(swoole_timer_tick, swirl_Timer_tick, arginfo_fn_swoole_timer_tick, 0)"));
    assert!(text.contains("ZEND_FENTRY(other, swirl_mine, arginfo_fn_other, 0)"));
    assert!(error("/** @handler Nowhere::f */ function f(): void {}").contains("declared nowhere"));
}

#[test]
fn what_php_code_implements_is_not_generated() {
    let text = compile("/** @php */ class A {} /** @php */ const B = 1;");
    assert!(!text.contains("ce_A") && !text.contains("\"B\""));
    let text = compile("/** @php */ function f(): void {} /**\n * @php\n * @shortname\n */ function g(): void {}");
    let table = |name: &str| text.split(&format!("{name}[] = {{")).nth(1).and_then(|rest| rest.split("};").next());
    assert!(table("swirl_library_functions").expect("a table").contains("(f, swirl_library_call,"));
    assert!(table("swirl_short_library_functions").expect("a table").contains("(g, swirl_library_call,"));
}

#[test]
fn parents_are_registered_before_children() {
    let text = flat(&compile("class A extends \\B {} class B extends \\C {} class C extends \\Exception {}"));
    assert!(text.contains("{ register_C(); register_B(); register_A(); }"));
    assert!(error("class A extends \\B {} class B extends \\A {}").contains("extend each other"));
    assert!(error("class A extends \\Unknown {}").contains("Unknown is not a known one"));
}

#[test]
fn aliases_and_refused_classes_are_listed() {
    let text = flat(&compile("namespace Swoole; /**\n * @alias Co, Co\\X\n * @deny-new\n */ class Coroutine {}"));
    assert!(text.contains(r#"{ "Co", &swirl_ce_Coroutine }, { "Co\\X", &swirl_ce_Coroutine }, { NULL, NULL }"#));
    assert!(text.contains("swirl_deny_new[] = { &swirl_ce_Coroutine, NULL }"));
}

#[test]
fn properties_are_typed_exactly_when_the_stub_says_so() {
    let text = flat(&compile(
        "final class A { const X = 3; public $a = 1; protected ?\\B $b; private static array $c = []; }",
    ));
    assert!(text.contains("ce->ce_flags |= ZEND_ACC_FINAL;"));
    assert!(text.contains("zend_declare_class_constant_ex(ce, name, &value, ZEND_ACC_PUBLIC, NULL);"));
    assert!(text.contains("zend_declare_property_ex(ce, name, &value, ZEND_ACC_PUBLIC, NULL);"));
    assert!(text.contains(
        "ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(zend_string_init(\"B\", 1, 1), 0, MAY_BE_NULL));"
    ));
    assert!(text.contains("ZEND_ACC_PRIVATE|ZEND_ACC_STATIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));"));
}

#[test]
fn an_error_names_the_place() {
    assert_eq!(error("\n\nfunction f(int) {}").split(": ").next(), Some("x.stub.php:4"));
    assert!(error("const A = B;").contains("B is not a constant known so far"));
    assert!(error("/** @hanlder x */ function f() {}").contains("@hanlder is not a known one"));
    assert!(error("/* no end").contains("a comment does not end"));
    assert!(error("const A = 1; const A = 2;").contains("declared twice"));
    assert!(error("function f(iterable $x) {}").contains("iterable"));
}

#[test]
fn weak_handlers_stand_in_for_what_is_not_written() {
    let files = [("x.stub.php".into(), "<?php function f(): void {}".into())];
    let text = stubs::compile(&files, true).expect("a good stub");
    assert!(text.contains("ZEND_NAMED_FUNCTION(swirl_fn_f) __attribute__((weak, alias(\"swirl_unwritten\")));"));
}
