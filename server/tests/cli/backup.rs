use crate::{
    database::{Place, in_each_place},
    support::{Server, Shell, add_todo, log_in, mode, register, titles},
};
use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{JoinHandle, spawn},
};

/// The only file in `DATA_DIR/backups`, and that there is only one.
fn the_backup(shell: &Shell) -> PathBuf {
    let mut files = fs::read_dir(shell.data().join("backups")).unwrap();
    let file = files.next().unwrap().unwrap().path();
    assert!(files.next().is_none(), "something was left beside the backup");
    file
}

/// People who add todos as fast as they can, and what the server has said that it has.
struct Crowd {
    acknowledged: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
    people: Vec<JoinHandle<()>>,
}

impl Crowd {
    fn of(count: usize, server: &Server, token: &str) -> Self {
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let is_over = Arc::new(AtomicBool::new(false));
        let person = |number: usize| {
            let (acknowledged, is_over) = (acknowledged.clone(), is_over.clone());
            let (address, token) = (server.address, token.to_owned());
            spawn(move || {
                for turn in 0.. {
                    let title = format!("todo {turn} of person {number}");
                    if is_over.load(Ordering::Relaxed) {
                        break;
                    }
                    if add_todo(address, &token, &title) {
                        acknowledged.lock().unwrap().push(title);
                    }
                }
            })
        };
        let people = (0..count).map(person).collect();
        Self {
            acknowledged,
            is_over,
            people,
        }
    }

    fn acknowledged(&self) -> Vec<String> {
        self.acknowledged.lock().unwrap().clone()
    }

    fn wait_for(&self, count: usize) {
        while self.acknowledged.lock().unwrap().len() < count {
            std::thread::yield_now();
        }
    }

    fn end(self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.people.into_iter().for_each(|person| person.join().unwrap());
    }
}

#[tokio::test]
async fn a_backup_under_load_has_all_that_was_acknowledged_before_it_began() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        let server = shell.serve();
        let token = register(server.address, "ada@example.com");
        let crowd = Crowd::of(4, &server, &token);
        crowd.wait_for(40);

        let before = crowd.acknowledged();
        let said = shell.run(&["backup", "--json"]).json();
        crowd.wait_for(before.len() + 10);
        crowd.end();
        server.stop();

        let file = the_backup(&shell);
        assert_eq!(said["file"].as_str().unwrap(), file.to_str().unwrap());
        assert_eq!(said["bytes"].as_u64().unwrap(), file.metadata().unwrap().len());
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));

        let restored = shell.run(&["restore", file.to_str().unwrap(), "--json"]).json();
        assert!(restored["version"].as_i64().unwrap() >= 7, "{restored}");
        assert_eq!(shell.run(&["doctor"]).code, 0);
        let server = shell.serve();
        let token = log_in(server.address, "ada@example.com");
        let kept: HashSet<String> = titles(server.address, &token).into_iter().collect();
        let lost: Vec<_> = before.iter().filter(|title| !kept.contains(*title)).collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        assert!(add_todo(server.address, &token, "one more"));
        server.stop();
    })
    .await;
}

#[tokio::test]
async fn a_backup_says_that_the_secret_is_not_in_it() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        assert_eq!(shell.run(&["migrate"]).code, 0);
        let said = shell.run(&["backup", "here"]);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.out.contains("AUTH_SECRET is not part of it"), "{said:?}");
        let generated = Shell::at(place).without("AUTH_SECRET").run(&["backup", "there"]);
        assert!(
            generated.out.contains("auth-secret) is not part of it"),
            "{generated:?}"
        );
        let secret = fs::read(shell.data().join("auth-secret")).unwrap();
        let copy = fs::read(place.folder.join("there")).unwrap();
        assert!(copy.windows(secret.len()).all(|window| window != secret));
    })
    .await;
}

#[tokio::test]
async fn older_backups_are_deleted_and_other_files_are_not() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        assert_eq!(shell.run(&["migrate"]).code, 0);
        let folder = shell.data().join("backups");
        fs::create_dir_all(&folder).unwrap();
        let old = [
            "latchkey-20260101T000000Z.db",
            "latchkey-20260102T000000Z.dump",
            "latchkey-20260103T000000Z.db",
        ];
        let others = ["latchkey-before-the-move.db", "notes.txt"];
        for name in old.iter().chain(&others) {
            fs::write(folder.join(name), "").unwrap();
        }
        let said = shell.run(&["backup", "--keep", "2", "--json"]).json();
        let deleted: Vec<&str> = said["deleted"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| file.as_str().unwrap())
            .collect();
        assert!(
            deleted.len() == 2 && deleted[0].ends_with(old[1]) && deleted[1].ends_with(old[0]),
            "{said}"
        );
        let is_there = |name: &&str| folder.join(name).exists();
        assert!(others.iter().all(is_there) && is_there(&old[2]) && !is_there(&old[1]));
        assert!(Path::new(said["file"].as_str().unwrap()).exists());
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_there_is_not_written_over() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        assert_eq!(shell.run(&["migrate"]).code, 0);
        fs::write(place.folder.join("mine"), "precious").unwrap();
        let error = shell.run(&["backup", "mine", "--json"]).error(1);
        assert!(error["next"].as_str().unwrap().contains("another name"), "{error}");
        assert_eq!(fs::read_to_string(place.folder.join("mine")).unwrap(), "precious");
        assert_eq!(shell.run(&["backup", "no/such/folder/x"]).code, 1);
    })
    .await;
}

#[tokio::test]
async fn where_there_is_no_database_there_is_no_backup() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        let error = shell.run(&["backup", "x", "--json"]).error(1);
        assert!(!error["problem"].as_str().unwrap().is_empty());
        let left: Vec<String> = names(place).into_iter().filter(|name| name.starts_with('x')).collect();
        assert!(left.is_empty(), "{left:?}");
        if !shell.is_postgres() {
            assert!(!place.folder.join("latchkey.db").exists(), "a backup makes no database");
        }
    })
    .await;
}

fn names(place: &Place) -> Vec<String> {
    let entries = fs::read_dir(&place.folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[tokio::test]
async fn without_the_tools_of_postgresql_the_package_is_named() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        if !shell.is_postgres() {
            return;
        }
        assert_eq!(shell.run(&["migrate"]).code, 0);
        let bare = Shell::at(place).with("PATH", "/nowhere");
        let error = bare.run(&["backup", "x", "--json"]).error(1);
        assert!(error["next"].as_str().unwrap().contains("postgresql-client"), "{error}");
        assert!(!place.folder.join("x").exists());
    })
    .await;
}
