//! Panics, which are mistakes in matgrad itself: caught where work for a user begins, so that one piece of work fails
//! and not the whole run, and told in words that ask for a report.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic that was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What the panic said.
    pub message: String,
    /// The line of matgrad's source, where it is known.
    pub place: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "internal error: {}", self.message)?;
        if let Some(place) = &self.place {
            write!(f, " ({place})")?;
        }
        write!(f, ". This is a bug in matgrad {}: please report it", env!("CARGO_PKG_VERSION"))?;
        write!(f, " together with the text that led to it.")
    }
}

impl Fault {
    fn new(payload: &(dyn Any + Send), place: Option<String>) -> Fault {
        let message = payload
            .downcast_ref::<&str>()
            .map(|message| (*message).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "unknown".to_owned());
        Fault { message, place }
    }
}

/// Makes panics silent where [`catch`] stands above them, and a [`Fault`] on standard error elsewhere.
pub fn install() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        let place = info.location().map(ToString::to_string);
        if DEPTH.get() == 0 {
            eprintln!("matgrad: {}", Fault::new(info.payload(), place));
        } else {
            PLACE.set(place);
        }
    }));
}

/// Does `work`; a panic in it is an error.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    DEPTH.set(DEPTH.get() + 1);
    let result = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    result.map_err(|payload| Fault::new(payload.as_ref(), PLACE.take()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_message() {
        let fault = catch(|| -> () { panic!("the {}th wheel", 5) }).unwrap_err();
        assert_eq!(fault.message, "the 5th wheel");
        assert!(fault.to_string().contains("please report it"));
        assert_eq!(catch(|| 3), Ok(3));
    }
}
