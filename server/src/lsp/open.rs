//! A document that is open in the client: its text, what is known about it, and when to look again.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::event::{Edit, Job, Pulled, Reading, Reply};
use crate::api::{Cancel, Change};
use crate::document::{Encoding, Host, Text};

/// The longest that findings wait while typing goes on.
pub const LONGEST_WAIT: Duration = Duration::from_millis(400);

/// A request that waits until its document is read.
pub enum Waiting<T> {
    Ask { lasting: bool, cancel: Cancel, job: Job<T> },
    Pull { known: Option<u64>, reply: Reply<Pulled<T>> },
}

/// A worker is reading the document.
pub struct Running {
    /// The state that it reads.
    pub state: u64,
    /// What was edited since that state.
    since: Option<Change>,
    pub cancel: Cancel,
}

/// An open document.
pub struct Open<T> {
    pub host: Host,
    pub path: Option<PathBuf>,
    pub version: i32,
    /// The number of this state of the text.
    pub state: u64,
    pub text: Text,
    /// The newest reading, which may be of an earlier state.
    pub reading: Option<Arc<Reading<T>>>,
    /// What was edited since that reading, as far as no worker is reading it.
    change: Option<Change>,
    pub running: Option<Running>,
    pub waiting: Vec<Waiting<T>>,
    /// Whether the next reading must not build on an earlier one.
    afresh: bool,
    /// Ends the work on requests about this state when an edit comes.
    pub outdated: Cancel,
    /// When to read the document: after the last edit, but not too long after the first one unread.
    due: Option<Due>,
}

#[derive(Clone, Copy)]
struct Due {
    first: Instant,
    at: Instant,
}

impl<T> Open<T> {
    pub fn new(host: Host, path: Option<PathBuf>, version: i32, state: u64, text: Text) -> Open<T> {
        Open {
            host,
            path,
            version,
            state,
            text,
            reading: None,
            change: None,
            running: None,
            waiting: Vec::new(),
            afresh: false,
            outdated: Cancel::default(),
            due: None,
        }
    }

    /// Applies a client's edits in their order, each to the text that the one before it left.
    pub fn edit(&mut self, edits: Vec<Edit>, encoding: Encoding, version: i32, state: u64) {
        for edit in edits {
            let change = apply(&mut self.text, edit, encoding);
            let sum = match &mut self.running {
                Some(running) => &mut running.since,
                None => &mut self.change,
            };
            *sum = Some(sum.take().map_or_else(|| change.clone(), |sum| sum.then(&change)));
        }
        self.version = version;
        self.state = state;
        self.outdated.cancel();
        self.outdated = Cancel::default();
    }

    /// What other files say changed: everything is to be read afresh.
    pub fn invalidate(&mut self, state: u64) {
        self.state = state;
        self.afresh = true;
    }

    /// The reading of the very text that is open.
    pub fn current(&self) -> Option<&Arc<Reading<T>>> {
        self.reading.as_ref().filter(|reading| reading.state == self.state)
    }

    /// Asks for a reading `wait` after this moment, unless another one was asked for and has waited long.
    pub fn schedule(&mut self, wait: Duration) {
        let now = Instant::now();
        let first = self.due.map_or(now, |due| due.first);
        self.due = Some(Due { first, at: (now + wait).min(first + LONGEST_WAIT.max(wait)) });
    }

    /// Asks for a reading at once, unless a worker is at it.
    pub fn need(&mut self) {
        if self.running.as_ref().is_none_or(|running| running.state != self.state) {
            self.schedule(Duration::ZERO);
        }
    }

    /// When the next reading is to begin. One at a time.
    pub fn due(&self) -> Option<Instant> {
        self.due.filter(|_| self.running.is_none()).map(|due| due.at)
    }

    /// A worker begins; returns the reading to start from, and what was edited since.
    pub fn begin(&mut self, cancel: Cancel) -> Option<(Arc<Reading<T>>, Change)> {
        self.due = None;
        self.running = Some(Running { state: self.state, since: None, cancel });
        if std::mem::take(&mut self.afresh) {
            return None;
        }
        let reading = self.reading.clone()?;
        let end = self.text.len();
        Some((reading, self.change.clone().unwrap_or(Change { old: end..end, new: end..end })))
    }

    /// The worker is done. After a failure the next reading starts afresh, since the one that it built on may be why.
    pub fn finish(&mut self, reading: Option<Arc<Reading<T>>>) {
        self.change = self.running.take().and_then(|running| running.since);
        self.reading = reading;
    }
}

impl<T> Drop for Open<T> {
    fn drop(&mut self) {
        self.outdated.cancel();
        if let Some(running) = &self.running {
            running.cancel.cancel();
        }
    }
}

/// Applies one edit, clamped to the text.
fn apply(text: &mut Text, edit: Edit, encoding: Encoding) -> Change {
    match edit.range {
        Some((start, end)) => {
            let range = text.range(start, end, encoding);
            let old = text.replace(range, &edit.text);
            let new = old.start..old.start + edit.text.len();
            Change { old, new }
        }
        None => {
            let change = difference(text.as_str(), &edit.text);
            *text = Text::new(edit.text);
            change
        }
    }
}

/// Where two texts differ, from the first different character to the last.
fn difference(old: &str, new: &str) -> Change {
    let mut start = old.bytes().zip(new.bytes()).take_while(|(old, new)| old == new).count();
    while !old.is_char_boundary(start) || !new.is_char_boundary(start) {
        start -= 1;
    }
    let rest = old.len().min(new.len()) - start;
    let mut same = old.bytes().rev().zip(new.bytes().rev()).take(rest).take_while(|(old, new)| old == new).count();
    while !old.is_char_boundary(old.len() - same) || !new.is_char_boundary(new.len() - same) {
        same -= 1;
    }
    Change { old: start..old.len() - same, new: start..new.len() - same }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Position;
    use proptest::prelude::*;

    const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    /// The offset of a position by counting characters one by one: lines end with `\n`, `\r\n` and `\r` alone.
    fn naive_offset(text: &str, position: Position, encoding: Encoding) -> usize {
        let (mut line, mut at) = (0, 0);
        while line < position.line {
            match text[at..].find(['\n', '\r']) {
                None => return text.len(),
                Some(end) => at += end + if text[at + end..].starts_with("\r\n") { 2 } else { 1 },
            }
            line += 1;
        }
        let mut column = 0;
        for (index, letter) in text[at..].char_indices() {
            let width = match encoding {
                Encoding::Utf8 => letter.len_utf8(),
                Encoding::Utf16 => letter.len_utf16(),
                Encoding::Utf32 => 1,
            } as u32;
            if matches!(letter, '\n' | '\r') || column + width > position.character {
                return at + index;
            }
            column += width;
        }
        text.len()
    }

    fn edits() -> impl Strategy<Value = Vec<(Position, Position, String)>> {
        let position = || (0u32..5, 0u32..9).prop_map(|(line, character)| Position { line, character });
        proptest::collection::vec((position(), position(), "[ab\r\né😀\u{301}\u{2028}]{0,5}"), 1..12)
    }

    proptest! {
        #[test]
        fn edits_in_any_encoding_give_the_text_that_a_string_would(
            start in "[ab\r\né😀\u{2028}]{0,20}", edits in edits(), which in 0usize..3,
        ) {
            let encoding = ENCODINGS[which];
            let mut open = Open::<()>::new(Host::Latex, None, 0, 0, Text::new(start.as_str()));
            let mut string = start.clone();
            for (version, (from, to, text)) in edits.into_iter().enumerate() {
                let (one, other) = (naive_offset(&string, from, encoding), naive_offset(&string, to, encoding));
                string.replace_range(one.min(other)..one.max(other), &text);
                open.edit(vec![Edit { range: Some((from, to)), text }], encoding, version as i32, version as u64);
                prop_assert_eq!(&**open.text.as_str(), &string);
            }
            let change = open.change.clone().unwrap();
            let mut rebuilt = start;
            rebuilt.replace_range(change.old, &string[change.new]);
            prop_assert_eq!(rebuilt, string);
        }

        #[test]
        fn a_difference_turns_one_text_into_the_other(old in "[aé😀è]{0,6}", new in "[aé😀è]{0,6}") {
            let change = difference(&old, &new);
            let mut rebuilt = old;
            rebuilt.replace_range(change.old, &new[change.new]);
            prop_assert_eq!(rebuilt, new);
        }
    }

    #[test]
    fn typing_on_and_on_puts_a_reading_off_only_so_long() {
        let mut open = Open::<()>::new(Host::Latex, None, 0, 0, Text::default());
        open.schedule(Duration::from_millis(60));
        let first = open.due.unwrap().first;
        for _ in 0..3 {
            open.schedule(Duration::from_secs(60));
        }
        assert!(open.due().unwrap() > first);
        open.schedule(Duration::ZERO);
        assert!(open.due().unwrap() <= Instant::now());
    }
}
