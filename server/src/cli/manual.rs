//! `matgrad completions` and `matgrad man`: the command line as shells and `man` want it told.

use clap::CommandFactory;

use super::{CLEAN, Cli, FAILED, complain, print};

#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell to complete for
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// The command whose page to print, matgrad itself where none is named
    command: Option<String>,
}

/// Prints a script that completes the command line.
pub fn completions(args: &CompletionsArgs) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "matgrad", &mut script);
    finish(String::from_utf8_lossy(&script).into_owned())
}

/// Prints a page for `man`.
pub fn man(args: &ManArgs) -> u8 {
    let mut command = Cli::command();
    command.build();
    let found = match &args.command {
        None => Some(command.clone()),
        Some(name) => command.find_subcommand(name).cloned(),
    };
    let Some(found) = found else {
        complain(&format!(
            "there is no command `{}`: `matgrad --help` lists them",
            args.command.as_deref().unwrap_or("")
        ));
        return FAILED;
    };
    let mut page = Vec::new();
    match clap_mangen::Man::new(found).render(&mut page) {
        Ok(()) => finish(String::from_utf8_lossy(&page).into_owned()),
        Err(error) => finish_with(Err(error.to_string())),
    }
}

fn finish(text: String) -> u8 {
    finish_with(print(&text))
}

fn finish_with(result: Result<(), String>) -> u8 {
    match result {
        Ok(()) => CLEAN,
        Err(error) => {
            complain(&error);
            FAILED
        }
    }
}
