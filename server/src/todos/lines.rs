//! Lines by which todos are added, read as the browser reads them while somebody types: by the lists they have, on the day
//! it is where they live. The forms without JavaScript and `POST /api/todos/quick` call it.

use super::{Error, Todos, lists::lists};
use crate::{humanize::today_and_now, store::users::find_user};
use app::model::{LineSettings, List, TodoLine};

/// Reads a line of somebody who lives in this time zone.
pub async fn read_line(todos: &Todos, (owner, time_zone): (&str, &str), line: &str) -> Result<TodoLine, Error> {
    let read = read_lines(todos, (owner, time_zone), &[line]).await?;
    read.into_iter().next().ok_or(Error::NotFound)
}

/// The same, wherever they live.
pub async fn read_line_of(todos: &Todos, owner: &str, line: &str) -> Result<TodoLine, Error> {
    let user = find_user(&todos.database, owner).await?.ok_or(Error::NotFound)?;
    read_line(todos, (owner, &user.time_zone), line).await
}

/// Reads several lines, each for a todo of its own.
pub async fn read_lines(
    todos: &Todos,
    (owner, time_zone): (&str, &str),
    lines_of_text: &[&str],
) -> Result<Vec<TodoLine>, Error> {
    let lists = List::named(&lists(todos, owner).await?);
    let (today, now) = today_and_now(todos.clock.now(), time_zone);
    let settings = LineSettings {
        today,
        now,
        lists: &lists,
    };
    let read = lines_of_text.iter().map(|line| TodoLine::read(line, &settings, &[]));
    Ok(read.collect())
}
