//! iroh-docs at its replica layer: signed entries (key, hash, length, time, two signatures). The contents are not carried here.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use iroh::Endpoint;
use iroh::endpoint::Connection;
use iroh_docs::actor::{OpenOpts, SyncHandle};
use iroh_docs::net::{AcceptOutcome, ConnectError, connect_and_sync, handle_connection};
use iroh_docs::store::Store;
use iroh_docs::{Author, Capability, NamespaceSecret};
use tokio::task::JoinHandle;

use crate::iroh_endpoint::{address, endpoint, parse, sent};
use crate::measure::{Cost, Mark, contents, disk, median};
use crate::side::{Answer, Order};
use crate::{CONTENT_BYTES, WRITERS};

/// The authors of the second folder, so that both sides write as different people.
const OTHERS: u64 = 1 << 32;

/// One replica.
pub struct Raw {
    sync: SyncHandle,
    endpoint: Endpoint,
    serving: Option<JoinHandle<()>>,
    folder: PathBuf,
    authors: Vec<Author>,
    mark: Mark,
    sent: u64,
}

fn namespace() -> NamespaceSecret {
    NamespaceSecret::from_bytes(&[7; 32])
}

fn authors(first: u64) -> Vec<Author> {
    let author = |number: u64| Author::from_bytes(blake3::hash(&number.to_le_bytes()).as_bytes());
    (first..first + WRITERS).map(author).collect()
}

/// Keys are scattered, as the logs of many writers are.
fn key(number: u64) -> Vec<u8> {
    blake3::hash(&number.to_le_bytes()).as_bytes()[..16].to_vec()
}

fn open_store(folder: &Path, authors: &[Author]) -> Result<Store> {
    std::fs::create_dir_all(folder)?;
    let mut store = Store::persistent(folder.join("docs.redb"))?;
    store.import_namespace(Capability::Write(namespace()))?;
    for author in authors {
        store.import_author(author.clone())?;
    }
    store.flush()?;
    Ok(store)
}

/// A folder with the records, and an empty one.
pub async fn make(folder: &Path, records: u64) -> Result<()> {
    let authors_a = authors(0);
    let mut store = open_store(&folder.join("a"), &authors_a)?;
    let mut replica = store.open_replica(&namespace().id())?;
    for (number, author) in (0..records).zip(authors_a.iter().cycle()) {
        let done = replica.hash_and_insert(key(number), author, contents(number, CONTENT_BYTES)).await;
        done.map_err(|error| anyhow::anyhow!("{error}"))?;
    }
    drop(replica);
    store.flush()?;
    drop(open_store(&folder.join("b"), &authors(OTHERS))?);
    Ok(())
}

async fn serve(endpoint: Endpoint, sync: SyncHandle) {
    while let Some(incoming) = endpoint.accept().await {
        let Ok(connection) = incoming.await else { continue };
        let connection: Connection = connection;
        // The last step of a sync may fail here although all of it is through; what counts is what is stored.
        let _ = handle_connection(sync.clone(), connection, |_, _| async { AcceptOutcome::Allow }, None).await;
        let _ = sync.flush_store().await;
    }
}

impl Raw {
    /// Opens a folder.
    pub async fn open(folder: PathBuf) -> Result<Self> {
        let authors = if folder.ends_with("a") { authors(0) } else { authors(OTHERS) };
        let store = open_store(&folder, &authors)?;
        let sync = SyncHandle::spawn(store, None, "bench".into());
        sync.open(namespace().id(), OpenOpts::default().sync()).await?;
        let endpoint = endpoint(vec![iroh_docs::ALPN.to_vec()]).await?;
        Ok(Self { sync, endpoint, serving: None, folder, authors, mark: Mark::now(), sent: 0 })
    }

    /// Does what it is told.
    pub async fn obey(&mut self, order: Order) -> Result<Answer> {
        match order {
            Order::Listen => {
                self.serving = Some(tokio::spawn(serve(self.endpoint.clone(), self.sync.clone())));
                return Ok(Answer { address: address(&self.endpoint)?, ..Answer::default() });
            }
            Order::Add { count, salt } => {
                for number in salt..salt + count {
                    self.insert(number).await?;
                }
                self.sync.flush_store().await?;
            }
            Order::Append { count, salt } => return self.append(count, salt).await,
            Order::Sync { address, .. } => return self.bring_level(&address).await,
            Order::Mark => (self.mark, self.sent) = (Mark::now(), sent(&self.endpoint)),
            Order::Report => {
                let bytes = sent(&self.endpoint) - self.sent;
                return Ok(Cost { bytes, disk: disk(&self.folder), ..self.mark.cost() }.into());
            }
            Order::Live { .. } | Order::Watch | Order::Push { .. } => bail!("the replica layer pushes nothing"),
        }
        Ok(Answer::default())
    }

    async fn insert(&self, number: u64) -> Result<()> {
        let author = &self.authors[usize::try_from(number % WRITERS)?];
        let value = contents(number, CONTENT_BYTES);
        let hash = iroh_blobs::Hash::new(&value);
        self.sync.insert_local(namespace().id(), author.id(), key(number).into(), hash, value.len() as u64).await
    }

    async fn append(&self, count: u64, salt: u64) -> Result<Answer> {
        let (mark, mut walls) = (Mark::now(), Vec::new());
        for number in salt..salt + count {
            let each = Mark::now();
            self.insert(number).await?;
            self.sync.flush_store().await?;
            walls.push(each.cost().wall);
        }
        Ok(Cost { wall: median(walls), records: count, ..mark.cost() }.into())
    }

    async fn bring_level(&self, address: &str) -> Result<Answer> {
        let mark = Mark::now();
        let done = connect_and_sync(&self.endpoint, &self.sync, namespace().id(), parse(address)?, None).await;
        let records = match done {
            Ok(done) => done.outcome.num_recv as u64,
            // iroh-docs 0.101: where the other side has the last word, the closing step fails although all is through.
            Err(ConnectError::Close { .. }) => 0,
            Err(error) => bail!("{error:?}"),
        };
        self.sync.flush_store().await?;
        Ok(Cost { records, ..mark.cost() }.into())
    }

    /// Closes the store.
    pub async fn close(self) -> Result<()> {
        self.endpoint.close().await;
        if let Some(serving) = self.serving {
            serving.abort();
        }
        let store = self.sync.shutdown().await.context("its thread ends")?;
        ensure!(self.folder.exists(), "its folder is gone");
        drop(store);
        Ok(())
    }
}
