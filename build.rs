//! The build script. Without the feature `php` there is nothing to do; with it, the PHP API declared in
//! `stubs/` becomes C tables, compiled against the headers of the PHP that `php-config` speaks for.
//!
//! Environment: `PHP_CONFIG` names another `php-config`. `SWIRL_WEAK_HANDLERS=1` builds although handlers
//! are missing: those throw when they are called (for work in progress).

#[cfg(feature = "php")]
#[path = "build/library.rs"]
mod library;
#[path = "build/stubs/mod.rs"]
#[cfg_attr(not(feature = "php"), expect(dead_code))]
mod stubs;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rustc-check-cfg=cfg(php_zts)");
    #[cfg(feature = "php")]
    if let Err(what) = php::build() {
        println!("cargo::error={what}");
    }
}

#[cfg(feature = "php")]
mod php {
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use super::library;
    use super::stubs;

    /// Where the C written by hand is, compiled together with the generated tables.
    const SHIM: &str = "src/php";

    /// The library written in PHP.
    const LIBRARY: &str = "src/php/library";

    /// Generates and compiles the C half.
    pub fn build() -> Result<(), String> {
        for input in ["stubs", SHIM] {
            println!("cargo::rerun-if-changed={input}");
        }
        for variable in ["PHP_CONFIG", "SWIRL_WEAK_HANDLERS"] {
            println!("cargo::rerun-if-env-changed={variable}");
        }
        let includes = includes()?;
        let folder = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
        let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo sets CARGO_MANIFEST_DIR")?);
        write(&folder.join("library.rs"), &library::tables(&root.join(LIBRARY))?)?;
        let out = folder.join("api.c");
        let weak = std::env::var_os("SWIRL_WEAK_HANDLERS").is_some_and(|value| value == "1");
        let code = stubs::compile(&read_stubs()?, weak)?;
        write(&out, &code)?;

        let mut compiler = cc::Build::new();
        compiler
            .file(out)
            .files(files(SHIM, ".c")?)
            .include(SHIM)
            .define("SWIRL_VERSION", concat!("\"", env!("CARGO_PKG_VERSION"), "\""))
            .define("ZEND_ENABLE_STATIC_TSRMLS_CACHE", None)
            .define("ZEND_COMPILE_DL_EXT", "1")
            .warnings(true)
            // vm.c copies fields that were written one by one a moment ago: wide loads would wait for the narrow stores.
            .flag_if_supported("-fno-tree-slp-vectorize")
            .flag_if_supported("-Wno-unused-parameter");
        if is_thread_safe(&includes) {
            println!("cargo::rustc-cfg=php_zts");
        }
        for include in includes {
            // As system headers: warnings inside PHP's own headers are not ours to fix.
            compiler.flag("-isystem").flag(include);
        }
        compiler.try_compile("swirl_php").map_err(|error| error.to_string())
    }

    fn write(path: &Path, text: &str) -> Result<(), String> {
        std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Whether PHP was built to run scripts in several threads, by its own configuration header.
    fn is_thread_safe(includes: &[String]) -> bool {
        let headers =
            includes.iter().filter_map(|folder| std::fs::read_to_string(format!("{folder}/php_config.h")).ok());
        headers.into_iter().any(|text| text.lines().any(|line| line.trim() == "#define ZTS 1"))
    }

    /// The stubs by name, constants first, because the others may use them.
    fn read_stubs() -> Result<Vec<(String, String)>, String> {
        let mut paths = files("stubs", ".stub.php")?;
        paths.sort_by_key(|path| !path.ends_with("constants.stub.php"));
        let read = |path: PathBuf| {
            let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            Ok((path.display().to_string(), text))
        };
        paths.into_iter().map(read).collect()
    }

    /// The files of a folder whose names end so, by name.
    fn files(folder: &str, end: &str) -> Result<Vec<PathBuf>, String> {
        let entries = std::fs::read_dir(folder).map_err(|error| format!("{folder}: {error}"))?;
        let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
        let mut found: Vec<PathBuf> = paths.filter(|path| path.to_string_lossy().ends_with(end)).collect();
        found.sort();
        Ok(found)
    }

    /// The folders of PHP's headers.
    fn includes() -> Result<Vec<String>, String> {
        let program = std::env::var("PHP_CONFIG").unwrap_or_else(|_| "php-config".into());
        let output = Command::new(&program).arg("--includes").output();
        let output = output.map_err(|error| {
            format!(
                "cannot run {program}: {error}. Install PHP's headers (Debian: apt install php-dev) or set PHP_CONFIG"
            )
        })?;
        if !output.status.success() {
            return Err(format!("{program} --includes failed: {}", output.status));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text.split_whitespace().filter_map(|flag| flag.strip_prefix("-I")).map(str::to_owned).collect())
    }
}
