//! Standard input as the transport can bear it: whole messages that are well formed, and word of the end.
//!
//! The transport ends the session at the first message that is no message; here such a one is left out. And it waits
//! for requests that are still worked on when the input ends, without saying so.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};
use tower_lsp::jsonrpc::{Request, Response};

/// The longest header and the longest message that are taken for such.
const LONGEST_HEADER: usize = 4 << 10;
const LONGEST_MESSAGE: usize = 1 << 30;
const END_OF_HEADER: &[u8] = b"\r\n\r\n";
const LENGTH: &[u8] = b"content-length:";

/// A stream of messages that calls back once at its end, or where it breaks.
pub struct Messages<R, F> {
    inner: R,
    at_end: Option<F>,
    /// What came and was not looked at yet.
    raw: Vec<u8>,
    /// What may be read.
    checked: Vec<u8>,
    /// How much of that was read.
    read: usize,
}

impl<R, F> Messages<R, F> {
    pub fn new(inner: R, at_end: F) -> Messages<R, F> {
        Messages { inner, at_end: Some(at_end), raw: Vec::new(), checked: Vec::new(), read: 0 }
    }
}

impl<R: AsyncRead + Unpin, F: FnOnce() + Unpin> AsyncRead for Messages<R, F> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            let rest = this.checked.get(this.read..).unwrap_or_default();
            if !rest.is_empty() {
                let count = rest.len().min(out.remaining());
                out.put_slice(&rest[..count]);
                this.read += count;
                return Poll::Ready(Ok(()));
            }
            this.checked.clear();
            this.read = 0;
            if take_message(&mut this.raw, &mut this.checked) {
                continue;
            }
            let mut chunk = [0; 16 << 10];
            let mut chunk = ReadBuf::new(&mut chunk);
            let result = ready!(Pin::new(&mut this.inner).poll_read(context, &mut chunk));
            if result.is_err() || chunk.filled().is_empty() {
                if let Some(at_end) = this.at_end.take() {
                    at_end();
                }
                return Poll::Ready(result);
            }
            this.raw.extend_from_slice(chunk.filled());
        }
    }
}

/// Moves a message from `raw` to `checked`, or leaves out what is none. Returns whether there may be more to do.
fn take_message(raw: &mut Vec<u8>, checked: &mut Vec<u8>) -> bool {
    let Some(end) = find(raw, END_OF_HEADER) else {
        return raw.len() > LONGEST_HEADER && leave_out(raw, "the header has no end");
    };
    let body = end + END_OF_HEADER.len();
    let Some(length) = content_length(&raw[..end]) else {
        return leave_out(raw, "the header states no length");
    };
    let end = body + length;
    if raw.len() < end {
        return false;
    }
    let message = &raw[body..end];
    match serde_json::from_slice::<Request>(message) {
        Err(error) if serde_json::from_slice::<Response>(message).is_err() => {
            tracing::error!("a message is left out: {error}");
        }
        _ => {
            // Other fields, and what was left of input before the header, say nothing to the transport.
            checked.extend_from_slice(format!("Content-Length: {length}\r\n\r\n").as_bytes());
            checked.extend_from_slice(message);
        }
    }
    raw.drain(..end);
    true
}

/// Drops bytes up to the next header.
fn leave_out(raw: &mut Vec<u8>, why: &str) -> bool {
    tracing::error!("some input is left out: {why}");
    let rest = raw.get(1..).unwrap_or_default();
    // Where no header begins, one may still begin with the last bytes.
    let next = find(rest, LENGTH).unwrap_or(rest.len().saturating_sub(LENGTH.len()));
    raw.drain(..1 + next);
    true
}

fn content_length(header: &[u8]) -> Option<usize> {
    let header = std::str::from_utf8(header).ok()?;
    let mut fields = header.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, length) = fields.find(|(name, _)| name.trim().eq_ignore_ascii_case("content-length"))?;
    length.trim().parse().ok().filter(|length| *length <= LONGEST_MESSAGE)
}

/// Where `needle`, in lower case, first stands in `bytes`.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_no_message_is_left_out() {
        let good = frame(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        let answer = frame(r#"{"jsonrpc":"2.0","id":1,"result":null}"#);
        let noise = ["{bad", "[]", "1", r#"{"jsonrpc":"1.0","method":"x"}"#].map(frame);
        let junk = ["garbage\r\n\r\n", "Content-Length: x\r\n\r\n", "Content-Type: a\r\n\r\n", &"z".repeat(99_999)];
        for bad in noise.iter().map(String::as_str).chain(junk) {
            let mut raw = format!("{good}{bad}{answer}{good}").into_bytes();
            let mut checked = Vec::new();
            while take_message(&mut raw, &mut checked) {}
            assert_eq!(String::from_utf8(checked).unwrap(), format!("{good}{answer}{good}"), "{bad:.40}");
        }
    }

    #[test]
    fn junk_that_comes_before_a_message_leaves_nothing_behind() {
        let good = frame(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        let (mut raw, mut checked) = (b"no header at all\r\n\r\n".to_vec(), Vec::new());
        while take_message(&mut raw, &mut checked) {}
        raw.extend_from_slice(good.as_bytes());
        while take_message(&mut raw, &mut checked) {}
        assert_eq!(String::from_utf8(checked).unwrap(), good);
    }

    #[test]
    fn a_message_in_pieces_is_put_together() {
        let whole = frame(r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#);
        let (mut raw, mut checked) = (Vec::new(), Vec::new());
        for byte in whole.bytes() {
            raw.push(byte);
            while take_message(&mut raw, &mut checked) {}
        }
        assert_eq!(String::from_utf8(checked).unwrap(), whole);
    }
}
