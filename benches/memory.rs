//! How much memory the stages take, in relation to the JSON that they read.
//!
//! ```text
//! cargo bench --bench memory -- write 100000 DIR     generates an account
//! cargo bench --bench memory -- STAGE DIR            read, parse, load, build or diagnose
//! ```
//!
//! Each run measures one stage, because the peak of a process never falls.

mod account;

use std::{env, error::Error, fs, path::Path, process::ExitCode};

use account::Account;

fn main() -> ExitCode {
    // `cargo bench` adds an argument of its own.
    let arguments: Vec<_> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["write", interfaces, folder] => write(interfaces, Path::new(folder)),
        _ => Ok(()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(interfaces: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    let account = Account::generate(interfaces.parse()?);
    for (path, bytes) in &account.files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, bytes)?;
    }
    println!("{} bytes in {} files", account.bytes(), account.files.len());
    Ok(())
}
