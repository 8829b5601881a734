//! matgrad for people: documents, analysis, rules, the command line and the language server.

pub mod analysis;
pub mod api;
pub mod cli;
pub mod document;
pub mod fault;
pub mod files;
pub mod fix;
pub mod lsp;
pub mod rules;
pub mod settings;
mod spelling;
pub mod walk;
