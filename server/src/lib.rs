//! matgrad for people: documents, analysis, rules, the command line and the language server.

pub mod api;
pub mod document;
