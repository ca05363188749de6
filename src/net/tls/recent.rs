//! Contexts of clients that name no files, by their options.
//!
//! Reading the authorities of the system takes a hundred times as long as a handshake, so those who want the same share
//! one context. Where files are named they are read each time: they may have changed, and the user expects that to count.

use std::cell::RefCell;
use std::ffi::OsString;

use openssl::ssl::SslContext;

use crate::net::tls::Options;
use crate::net::tls::SetUpError;

/// More different choices than this are rare.
const KEPT: usize = 8;

/// Where OpenSSL looks for the authorities of the system; the program may change its mind.
type Places = [Option<OsString>; 2];

struct Recent {
    places: Places,
    options: Options,
    context: SslContext,
}

thread_local! {
    /// The one that was used last comes last.
    static RECENT: RefCell<Vec<Recent>> = const { RefCell::new(Vec::new()) };
}

/// A context for these options: a recent one, or what `make` makes of them.
pub fn or_make(
    options: &Options,
    make: impl FnOnce(&Options) -> Result<SslContext, SetUpError>,
) -> Result<SslContext, SetUpError> {
    if names_files(options) {
        return make(options);
    }
    let places = ["SSL_CERT_FILE", "SSL_CERT_DIR"].map(std::env::var_os);
    // The name is each session's own affair.
    let options = Options { host_name: None, ..options.clone() };
    if let Some(context) = find(&places, &options) {
        return Ok(context);
    }
    let context = make(&options)?;
    RECENT.with_borrow_mut(|recent| {
        if recent.len() == KEPT {
            recent.remove(0);
        }
        recent.push(Recent { places, options, context: context.clone() });
    });
    Ok(context)
}

fn find(places: &Places, options: &Options) -> Option<SslContext> {
    RECENT.with_borrow_mut(|recent| {
        let at = recent.iter().position(|one| one.places == *places && one.options == *options)?;
        recent[at..].rotate_left(1);
        recent.last().map(|one| one.context.clone())
    })
}

fn names_files(options: &Options) -> bool {
    let files = [&options.cert_file, &options.key_file, &options.cafile, &options.capath, &options.dhparam];
    files.into_iter().any(Option::is_some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use openssl::ssl::SslMethod;
    use std::cell::Cell;

    fn make(counter: &Cell<usize>, options: &Options) {
        let make = |_: &Options| {
            counter.set(counter.get() + 1);
            let builder = SslContext::builder(SslMethod::tls()).map_err(SetUpError::ssl("SSL_CTX_new()"))?;
            Ok(builder.build())
        };
        or_make(options, make).expect("a context");
    }

    fn ciphers(list: &str) -> Options {
        Options { ciphers: Some(list.into()), ..Options::default() }
    }

    #[test]
    fn equal_options_share_a_context_whatever_the_host() {
        let counter = Cell::new(0);
        make(&counter, &ciphers("a"));
        make(&counter, &ciphers("b"));
        make(&counter, &ciphers("a"));
        make(&counter, &Options { host_name: Some("a name".into()), ..ciphers("b") });
        assert_eq!(counter.get(), 2);
    }

    #[test]
    fn the_one_that_was_not_used_for_longest_goes() {
        let counter = Cell::new(0);
        for number in 0..KEPT {
            make(&counter, &ciphers(&number.to_string()));
        }
        make(&counter, &ciphers("0"));
        make(&counter, &ciphers("one more"));
        assert_eq!(counter.get(), KEPT + 1);
        make(&counter, &ciphers("0"));
        assert_eq!(counter.get(), KEPT + 1);
        make(&counter, &ciphers("1"));
        assert_eq!(counter.get(), KEPT + 2);
    }

    #[test]
    fn files_are_read_each_time() {
        let counter = Cell::new(0);
        let options = Options { capath: Some("/nowhere".into()), ..Options::default() };
        make(&counter, &options);
        make(&counter, &options);
        assert_eq!(counter.get(), 2);
    }
}
