//! What a document says: nothing is claimed to be known here yet, so nothing is found and nothing is shown.

pub mod prose;
pub mod statement;

use std::sync::Arc;

use crate::api::{Analysis, Analyzer, Cancel, Cancelled, Finding, Hover, Place, Unread};
use crate::document::Document;

/// Reads documents as the command line and the language server do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader;

/// What is known about one version of a document.
#[derive(Clone, Debug)]
pub struct Reading;

impl Analyzer for Reader {
    type Analysis = Reading;

    fn analyze(&self, _: &Arc<Document>, _: Place<'_>, cancel: &Cancel) -> Result<Reading, Cancelled> {
        cancel.check()?;
        Ok(Reading)
    }
}

impl Analysis for Reading {
    fn findings(&self) -> &[Finding] {
        &[]
    }

    fn unread(&self) -> Vec<Unread> {
        Vec::new()
    }

    fn hover(&self, _: usize, cancel: &Cancel) -> Result<Option<Hover>, Cancelled> {
        cancel.check()?;
        Ok(None)
    }
}
