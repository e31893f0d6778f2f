//! Completions and manual pages, generated from the surface itself.

use std::path::Path;

use clap_complete::Shell;

use super::failure::Failure;
use super::invocation::Output;
use super::usage;
use crate::face::text::Text;

/// Prints the completion script of a shell.
pub fn completions(shell: Shell, text: &Text, out: &mut dyn Output) {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut usage::command(text), "shouwen", &mut script);
    out.out(&String::from_utf8_lossy(&script));
}

/// Prints the manual page, or writes one page a command into a folder.
pub fn pages(folder: Option<&Path>, text: &Text, out: &mut dyn Output) -> Result<(), Failure> {
    let mut command = usage::command(text);
    command.build();
    let Some(folder) = folder else {
        out.out(&page(command));
        return Ok(());
    };
    let written = std::fs::create_dir_all(folder).and_then(|()| write_pages(command, "shouwen", folder));
    written.map_err(|why| Failure::usage("usage-write").with("path", folder.display()).with("why", why))
}

fn write_pages(command: clap::Command, name: &str, folder: &Path) -> std::io::Result<()> {
    for sub in command.get_subcommands() {
        write_pages(sub.clone(), &format!("{name}-{}", sub.get_name()), folder)?;
    }
    std::fs::write(folder.join(format!("{name}.1")), page(command.name(name.to_owned())))
}

fn page(command: clap::Command) -> String {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).expect("memory takes the page");
    String::from_utf8_lossy(&page).into_owned()
}
