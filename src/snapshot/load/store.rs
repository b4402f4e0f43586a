//! Where the files of a snapshot are: a directory or an archive.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Read},
    path::{Component, Path, PathBuf},
};

use flate2::read::MultiGzDecoder;

use crate::snapshot::{GapReason, LoadError, load::scope::is_scope};

/// A directory, an archive of one, or files in memory.
#[derive(Clone, Debug)]
pub(in crate::snapshot) enum Store {
    Archive {
        path: PathBuf,
        /// The folder that all files of the archive are in, with its `/`; or "".
        prefix: String,
    },
    Directory(PathBuf),
    Memory(BTreeMap<String, Vec<u8>>),
}

/// A file to read.
#[derive(Debug)]
pub(in crate::snapshot) struct Input {
    /// Relative to the root of the snapshot, with `/` between folders.
    pub(in crate::snapshot) path: String,
    pub(in crate::snapshot) content: Content,
}

#[derive(Debug)]
pub(in crate::snapshot) enum Content {
    Bytes(Vec<u8>),
    File { path: PathBuf, size: u64 },
    Refused(GapReason),
}

impl Store {
    /// Opens a directory or an archive.
    pub(in crate::snapshot) fn open(path: &Path) -> Result<Self, LoadError> {
        let metadata = fs::metadata(path).map_err(|source| open_error(path, source))?;
        if metadata.is_dir() {
            return Ok(Self::Directory(path.to_owned()));
        }
        let mut magic = [0; 2];
        let is_gzip = metadata.is_file()
            && fs::File::open(path)
                .map_err(|source| open_error(path, source))?
                .read_exact(&mut magic)
                .is_ok_and(|()| magic == [0x1f, 0x8b]);
        if !is_gzip && !has_extension(path, "gz") && !has_extension(path, "tgz") {
            return Err(LoadError::NotASnapshot {
                path: display(path),
            });
        }
        let mut names = Vec::new();
        for_each_file(path, |name, _| {
            names.push(name);
            Ok(())
        })?;
        Ok(Self::Archive {
            path: path.to_owned(),
            prefix: common_folder(&names),
        })
    }

    /// Every JSON file. Those of an archive come with their content.
    pub(in crate::snapshot) fn list(&self) -> Result<Vec<Input>, LoadError> {
        match self {
            Self::Archive { .. } => self.read_archive(|_| true),
            Self::Directory(root) => {
                let mut inputs = Vec::new();
                let entries = fs::read_dir(root).map_err(|source| open_error(root, source))?;
                walk(entries, "", &mut inputs);
                Ok(inputs)
            }
            Self::Memory(files) => Ok(files.iter().map(Input::of).collect()),
        }
    }

    /// The content of some files; those that are not there are left out.
    pub(in crate::snapshot) fn read(
        &self,
        wanted: &BTreeSet<&str>,
    ) -> Result<Vec<Input>, LoadError> {
        let root = match self {
            Self::Archive { .. } => return self.read_archive(|path| wanted.contains(path)),
            Self::Directory(root) => root,
            Self::Memory(files) => {
                let found = wanted.iter().filter_map(|&path| files.get_key_value(path));
                return Ok(found.map(Input::of).collect());
            }
        };
        let inputs = wanted
            .iter()
            .filter(|path| is_safe(path))
            .filter_map(|&path| {
                let file = root.join(path);
                let metadata = fs::symlink_metadata(&file)
                    .ok()
                    .filter(fs::Metadata::is_file)?;
                let content = Content::File {
                    path: file,
                    size: metadata.len(),
                }
                .load();
                Some(Input {
                    path: path.to_owned(),
                    content,
                })
            });
        Ok(inputs.collect())
    }

    fn read_archive(&self, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<Input>, LoadError> {
        let Self::Archive { path, prefix } = self else {
            return Ok(Vec::new());
        };
        let mut inputs = Vec::new();
        let mut total = 0;
        for_each_file(path, |name, entry| {
            let name = name.strip_prefix(prefix.as_str()).unwrap_or(&name);
            if !is_evidence(name) || !is_wanted(name) {
                return Ok(());
            }
            let size = entry.size();
            total += size;
            if total > MAX_ARCHIVE {
                return Err(io::Error::other("more than 8 GiB unpacked"));
            }
            let content = if size > MAX_FILE {
                too_large(size)
            } else {
                // A header may lie about the size, so it does not decide how much to allocate.
                let mut bytes = Vec::with_capacity(usize::try_from(size.min(1 << 26)).unwrap_or(0));
                entry.take(MAX_FILE).read_to_end(&mut bytes)?;
                Content::Bytes(bytes)
            };
            inputs.push(Input {
                path: name.to_owned(),
                content,
            });
            Ok(())
        })?;
        Ok(inputs)
    }
}

impl Input {
    fn of((path, bytes): (&String, &Vec<u8>)) -> Self {
        Self {
            path: path.clone(),
            content: Content::Bytes(bytes.clone()),
        }
    }
}

impl Content {
    /// How many bytes there are to parse.
    pub(in crate::snapshot) fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { size, .. } => *size,
            Self::Refused(_) => 0,
        }
    }

    /// Reads the file, unless that is done.
    pub(in crate::snapshot) fn load(self) -> Self {
        match self {
            Self::File { size, .. } if size > MAX_FILE => too_large(size),
            Self::File { path, .. } => match fs::read(path) {
                Ok(bytes) => Self::Bytes(bytes),
                Err(error) => Self::Refused(GapReason::Unreadable {
                    message: error.to_string(),
                }),
            },
            loaded => loaded,
        }
    }
}

/// Collects the files of a folder and its folders. Links are not followed: evidence is what the
/// snapshot itself holds.
fn walk(entries: fs::ReadDir, folder: &str, inputs: &mut Vec<Input>) {
    let refused = |path, message: &str| Input {
        path,
        content: Content::Refused(GapReason::Unreadable {
            message: message.to_owned(),
        }),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                inputs.push(refused(
                    folder.trim_end_matches('/').to_owned(),
                    &error.to_string(),
                ));
                continue;
            }
        };
        let path = format!("{folder}{}", entry.file_name().to_string_lossy());
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() {
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            match fs::read_dir(entry.path()) {
                Ok(entries) => walk(entries, &format!("{path}/"), inputs),
                Err(error) => inputs.push(refused(path, &error.to_string())),
            }
        } else if !is_evidence(&path) {
            // Notes, scenarios, hidden files.
        } else if entry.file_name().to_str().is_none() {
            inputs.push(refused(path, "the name of the file is not UTF-8"));
        } else if kind.is_file() {
            let size = entry.metadata().map_or(0, |metadata| metadata.len());
            inputs.push(Input {
                path,
                content: Content::File {
                    path: entry.path(),
                    size,
                },
            });
        } else {
            inputs.push(refused(path, "not a regular file; links are not followed"));
        }
    }
}

/// Calls back for each regular file of an archive, with its cleaned path.
fn for_each_file(
    path: &Path,
    mut visit: impl FnMut(String, &mut tar::Entry<'_, MultiGzDecoder<fs::File>>) -> io::Result<()>,
) -> Result<(), LoadError> {
    let file = fs::File::open(path).map_err(|source| open_error(path, source))?;
    let run = || -> io::Result<()> {
        for entry in tar::Archive::new(MultiGzDecoder::new(file)).entries()? {
            let mut entry = entry?;
            if entry.header().entry_type().is_file()
                && let Some(name) = clean(&entry.path_bytes())
            {
                visit(name, &mut entry)?;
            }
        }
        Ok(())
    };
    run().map_err(|error| LoadError::Archive {
        path: display(path),
        message: error.to_string(),
    })
}

/// The path of an archive's entry with `/` and without `.`; `None` if it leads out of the
/// archive or is not UTF-8.
fn clean(path: &[u8]) -> Option<String> {
    let path = std::str::from_utf8(path).ok()?;
    let parts: Vec<&str> = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let is_bad = path.starts_with('/') || parts.is_empty() || parts.contains(&"..");
    (!is_bad).then(|| parts.join("/"))
}

/// The folder that an archive wraps around a snapshot: not an account or Region, which mean
/// something.
fn common_folder(names: &[String]) -> String {
    let folder = |name: &String| name.split_once('/').map(|(folder, _)| folder.to_owned());
    let Some(first) = names.first().and_then(folder) else {
        return String::new();
    };
    if is_scope(&first)
        || names
            .iter()
            .any(|name| folder(name).as_ref() != Some(&first))
    {
        return String::new();
    }
    format!("{first}/")
}

/// Whether a file may hold evidence: JSON, and neither it nor a folder of it hidden.
pub(in crate::snapshot) fn is_evidence(path: &str) -> bool {
    has_extension(Path::new(path), "json") && !path.split('/').any(|part| part.starts_with('.'))
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|own| own == extension)
}

/// Whether a path stays inside the snapshot.
pub(in crate::snapshot) fn is_safe(path: &str) -> bool {
    Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
}

fn too_large(size: u64) -> Content {
    let message = format!("{size} bytes, more than the 2 GiB that one answer may have");
    Content::Refused(GapReason::Unreadable { message })
}

fn open_error(path: &Path, source: io::Error) -> LoadError {
    LoadError::Open {
        path: display(path),
        source,
    }
}

fn display(path: &Path) -> String {
    path.display().to_string()
}

const MAX_FILE: u64 = 2 << 30;
const MAX_ARCHIVE: u64 = 8 << 30;
