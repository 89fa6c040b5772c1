//! Backups of an SQLite file: the database copies itself while others write, and a restore puts a copy of the backup in
//! its place.
//!
//! All that can fail is done beside the database, with a lock that keeps every other program away; what is left then
//! are renamings, and if the last of them fails, what was there comes back.

use super::{
    super::{
        Database, command,
        file_lock::FileLock,
        inspect::{Depth, damage, open_file},
        migrate::{beside, last_known},
    },
    Error, Restored, Watcher, folder_of, sync_folder,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::time::interval;

/// What an SQLite file begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// How often the progress is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// The endings of the files that make up a database in WAL mode.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// Has the database write a copy of itself, and checks the copy.
pub(super) async fn copy(url: &str, source: &Path, target: &Path, watch: Watcher<'_>) -> Result<(), Error> {
    let size = match fs::metadata(source) {
        Ok(data) => data.len(),
        Err(_) => return Err(Error::NoDatabase(source.to_owned())),
    };
    let path = target
        .to_str()
        .ok_or_else(|| Error::file(target, io::Error::other("the name is not text")))?;
    let database = Database::open(url).await?;
    let is_made = database.progress().await?.taken.is_some();
    let copied = if is_made {
        // It reads what was committed when it began, and nobody who writes has to wait for it.
        let vacuum = command("vacuum into $1").bind(path).execute(&database);
        watched(vacuum, target, size, watch).await.map(drop)
    } else {
        Err(Error::NoDatabase(source.to_owned()))
    };
    database.close().await;
    copied?;
    check(target).await.map(drop)
}

async fn watched(
    work: impl Future<Output = Result<u64, super::super::Error>>,
    target: &Path,
    size: u64,
    watch: Watcher<'_>,
) -> Result<u64, Error> {
    let mut work = std::pin::pin!(work);
    let mut ticks = interval(LOOK);
    loop {
        tokio::select! {
            done = &mut work => return Ok(done?),
            _ = ticks.tick() => watch(fs::metadata(target).map_or(0, |data| data.len()), Some(size)),
        }
    }
}

/// That a file is a sound database of ours, and the last step it has taken.
async fn check(path: &Path) -> Result<i64, Error> {
    let not_ours = |why: &str| Error::NotABackup(path.to_owned(), why.to_owned());
    let mut head = [0; MAGIC.len()];
    let read = fs::File::open(path).and_then(|mut file| io::Read::read_exact(&mut file, &mut head));
    if read.is_err() || head != MAGIC {
        return Err(not_ours("it is not an SQLite file"));
    }
    let database = open_file(path).await?;
    let found = look(&database, path).await;
    database.close().await;
    found?.ok_or_else(|| not_ours("it holds no tables of ours"))
}

async fn look(database: &Database, path: &Path) -> Result<Option<i64>, Error> {
    let damaged = |damage: String| Error::Damaged {
        path: path.to_owned(),
        damage,
    };
    match damage(database, Depth::Thorough).await {
        Ok(damage) if damage.is_empty() => {}
        Ok(damage) => return Err(damaged(damage.join("; "))),
        Err(error) => return Err(damaged(error.to_string())),
    }
    Ok(database.progress().await?.taken)
}

/// Replaces the file. All that can fail is done with a copy of the backup in a folder of its own first; what is left
/// then are renamings.
pub(super) async fn restore(target: &Path, backup: &Path, label: &str, watch: Watcher<'_>) -> Result<Restored, Error> {
    let version = check(backup).await?;
    if version > last_known() {
        return Err(Error::Newer {
            path: backup.to_owned(),
            taken: version,
            known: last_known(),
        });
    }
    let of_target = |error| Error::file(target, error);
    fs::create_dir_all(folder_of(target)).map_err(of_target)?;
    let Some(_alone) = FileLock::exclusive(target).map_err(of_target)? else {
        return Err(Error::FileLock);
    };
    let room = Room::beside(target, label).map_err(of_target)?;
    let ready = room.0.join("latchkey.db");
    copy_file(backup, &ready, watch).await?;
    bring_up_to_date(&ready).await?;

    let replaced = beside(target, &format!(".replaced-{label}"));
    let was_there = move_all(target, &replaced).map_err(of_target)?;
    let placed = fs::rename(&ready, target).and_then(|()| sync_folder(target));
    if let Err(error) = placed {
        // A file without its log would be an older state, so all of it goes back.
        move_all(&replaced, target).map_err(of_target)?;
        return Err(of_target(error));
    }
    Ok(Restored {
        version,
        replaced: was_there.then_some(replaced),
    })
}

async fn copy_file(from: &Path, to: &Path, watch: Watcher<'_>) -> Result<(), Error> {
    let size = fs::metadata(from).map_err(|error| Error::file(from, error))?.len();
    let (source, target) = (from.to_owned(), to.to_owned());
    let mut work = tokio::task::spawn_blocking(move || {
        fs::copy(&source, &target)?;
        private(&target)
    });
    let mut ticks = interval(LOOK);
    loop {
        tokio::select! {
            done = &mut work => {
                return done.map_err(io::Error::from).flatten().map_err(|error| Error::file(to, error));
            }
            _ = ticks.tick() => watch(fs::metadata(to).map_or(0, |data| data.len()), Some(size)),
        }
    }
}

/// Takes the steps the backup has not taken, which also proves that it has taken the same ones as this program, and
/// leaves one file that is on the disk.
async fn bring_up_to_date(path: &Path) -> Result<(), Error> {
    let database = Database::open(&format!("sqlite://{}", path.display())).await?;
    let migrated = database.migrate().await;
    database.close().await;
    migrated?;
    check(path).await?;
    let synced = fs::File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| Error::file(path, error))
}

/// Renames a database with all its files and tells whether there was one.
fn move_all(from: &Path, to: &Path) -> io::Result<bool> {
    let mut was_there = false;
    for part in PARTS {
        match fs::rename(beside(from, part), beside(to, part)) {
            Ok(()) => was_there = true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(was_there)
}

#[cfg(unix)]
fn private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn private(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// A folder to work in, on the same disk as the database; it goes away in the end.
struct Room(PathBuf);

impl Room {
    fn beside(target: &Path, label: &str) -> io::Result<Self> {
        let path = beside(target, &format!(".restoring-{label}"));
        fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
