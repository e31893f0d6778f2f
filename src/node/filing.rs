//! What a session wants done about files, done beside it: a slow disk holds up neither its words nor the loop.

use tokio::sync::mpsc::{UnboundedSender, WeakUnboundedSender};
use tokio::task::spawn_blocking;

use super::event::{Event, FilesNotKept, SessionId};
use super::files::Kept;
use super::handle::Handle;
use crate::domain::key::PublicKey;
use crate::store::CommitError;
use crate::sync::{Input, Output};

/// One session's side of it.
#[derive(Clone)]
pub(super) struct Filing {
    pub id: SessionId,
    pub peer: PublicKey,
    /// Reaches the session, as long as it runs.
    pub say: WeakUnboundedSender<Option<Input>>,
    pub events: UnboundedSender<Event>,
    pub handle: Handle,
}

impl Filing {
    /// Begins what a session asks; the answer comes as an event or an input.
    pub fn begin(&self, output: Output) {
        let filing = self.clone();
        spawn_blocking(move || filing.carry_out(output));
    }

    fn carry_out(&self, output: Output) {
        let done = match output {
            Output::KeepFiles(parts) => {
                let kept = match self.handle.keep_parts(&parts) {
                    Ok(Kept::Stored(whole)) => Ok(whole),
                    Ok(Kept::Full) => Err(FilesNotKept::Full),
                    Err(error) => Err(FilesNotKept::Fault(error.to_string())),
                };
                self.tell_loop(Event::FilesKept(self.id, kept));
                return;
            }
            Output::Promise(files) => self.promise(&files),
            Output::Keeper(files) => self.handle.note_keeper(self.peer, &files),
            _ => return,
        };
        if let Err(error) = done {
            self.tell_loop(Event::FilesFault(error.to_string()));
        }
    }

    fn promise(&self, files: &[crate::domain::act::SealedFile]) -> Result<(), CommitError> {
        let promised = self.handle.promise(files);
        if let Some(say) = self.say.upgrade() {
            // A session that has ended no longer listens.
            let _ = say.send(Some(Input::Promised(promised.as_ref().map(Clone::clone).unwrap_or_default())));
        }
        promised.map(drop)
    }

    fn tell_loop(&self, event: Event) {
        // Without a loop nobody waits for it.
        let _ = self.events.send(event);
    }
}
