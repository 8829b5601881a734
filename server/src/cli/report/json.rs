//! Findings for programs: the objects that the command-line contract describes, in one array or one to a line.

use serde::Serialize;

use super::record::{Place, places};
use super::{Checked, Page};

#[derive(Serialize)]
struct Unread<'a> {
    path: String,
    start: Place,
    end: Place,
    reason: &'a str,
    text: &'a str,
}

/// The pieces of one document that were not understood, an object to a line.
pub fn unread(checked: &Checked<'_>) -> String {
    let objects = checked.unread.iter().map(|unread| {
        let (start, end) = places(checked.document, &unread.range);
        let text = checked.document.source().get(unread.range.clone()).unwrap_or_default();
        object(&Unread { path: checked.path(), start, end, reason: &unread.reason, text })
    });
    objects.collect()
}

/// One array.
pub fn array(pages: &[Page]) -> String {
    let lines = lines(pages);
    let objects: Vec<&str> = lines.lines().collect();
    if objects.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", objects.join(",\n")) }
}

/// An object to a line.
pub fn lines(pages: &[Page]) -> String {
    let of_page = |page: &Page| page.text.clone() + &page.records.iter().map(object).collect::<String>();
    pages.iter().map(of_page).collect()
}

/// An object in a line of its own.
pub fn object(value: &impl Serialize) -> String {
    // Strings, numbers and lists of them always serialize.
    serde_json::to_string(value).map(|line| line + "\n").unwrap_or_default()
}
