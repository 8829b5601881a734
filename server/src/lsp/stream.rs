//! Standard input that says when it ends. The transport would wait for requests that nobody wants any more.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

/// A stream that calls back once at its end, or where it breaks.
pub struct Watched<R, F> {
    inner: R,
    at_end: Option<F>,
}

impl<R, F> Watched<R, F> {
    pub fn new(inner: R, at_end: F) -> Watched<R, F> {
        Watched { inner, at_end: Some(at_end) }
    }
}

impl<R: AsyncRead + Unpin, F: FnOnce() + Unpin> AsyncRead for Watched<R, F> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = ready!(Pin::new(&mut self.inner).poll_read(context, buffer));
        if result.is_err() || (buffer.filled().len() == before && buffer.remaining() > 0) {
            if let Some(at_end) = self.at_end.take() {
                at_end();
            }
        }
        Poll::Ready(result)
    }
}
