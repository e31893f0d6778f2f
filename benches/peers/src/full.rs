//! iroh-docs as its documentation says: documents, contents in the blob store, news by gossip; everything on disk.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_lite::StreamExt;
use iroh::Endpoint;
use iroh::protocol::Router;
use iroh_blobs::api::Store as Blobs;
use iroh_blobs::store::fs::FsStore;
use iroh_docs::api::Doc;
use iroh_docs::engine::LiveEvent;
use iroh_docs::protocol::Docs;
use iroh_docs::{AuthorId, Capability, NamespaceSecret};
use iroh_gossip::net::Gossip;

use crate::CONTENT_BYTES;
use crate::iroh_endpoint::{address, endpoint, parse, sent};
use crate::measure::{Cost, Mark, contents, disk, median};
use crate::side::{Answer, Order};

/// Without an event for so long a sync has stopped.
const PATIENCE: Duration = Duration::from_secs(120);

type Events = std::pin::Pin<Box<dyn futures_lite::Stream<Item = Result<LiveEvent>> + Send>>;

/// One node.
pub struct Full {
    endpoint: Endpoint,
    router: Router,
    doc: Doc,
    author: AuthorId,
    folder: PathBuf,
    events: Option<Events>,
    mark: Mark,
    sent: u64,
}

fn key(number: u64) -> Vec<u8> {
    blake3::hash(&number.to_le_bytes()).as_bytes()[..16].to_vec()
}

/// A folder with the records, and an empty one.
pub async fn make(folder: &Path, records: u64) -> Result<()> {
    let full = Full::open(folder.join("a")).await?;
    for number in 0..records {
        full.set(number).await?;
    }
    full.close().await?;
    Full::open(folder.join("b")).await?.close().await
}

impl Full {
    /// Opens a folder.
    pub async fn open(folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let endpoint = endpoint(vec![]).await?;
        let store = FsStore::load(folder.join("blobs")).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let blobs: Blobs = (*store).clone();
        let gossip = Gossip::builder().spawn(endpoint.clone());
        let docs = Docs::persistent(folder.clone()).spawn(endpoint.clone(), blobs.clone(), gossip.clone()).await?;
        let router = Router::builder(endpoint.clone())
            .accept(iroh_blobs::ALPN, iroh_blobs::BlobsProtocol::new(&blobs, None))
            .accept(iroh_gossip::ALPN, gossip)
            .accept(iroh_docs::ALPN, docs.clone())
            .spawn();
        let doc = docs.import_namespace(Capability::Write(NamespaceSecret::from_bytes(&[7; 32]))).await?;
        let author = docs.author_default().await?;
        Ok(Self { endpoint, router, doc, author, folder, events: None, mark: Mark::now(), sent: 0 })
    }

    async fn set(&self, number: u64) -> Result<()> {
        self.doc.set_bytes(self.author, key(number), contents(number, CONTENT_BYTES)).await?;
        Ok(())
    }

    /// Does what it is told.
    pub async fn obey(&mut self, order: Order) -> Result<Answer> {
        match order {
            Order::Listen => {
                self.doc.start_sync(vec![]).await?;
                return Ok(Answer { address: address(&self.endpoint)?, ..Answer::default() });
            }
            Order::Add { count, salt } => {
                for number in salt..salt + count {
                    self.set(number).await?;
                }
            }
            Order::Append { count, salt } => {
                let (mark, mut walls) = (Mark::now(), Vec::new());
                for number in salt..salt + count {
                    let each = Mark::now();
                    self.set(number).await?;
                    walls.push(each.cost().wall);
                }
                return Ok(Cost { wall: median(walls), records: count, ..mark.cost() }.into());
            }
            Order::Sync { address, records } => return self.bring_level(&address, records).await,
            Order::Live { address } => drop(self.bring_level(&address, 0).await?),
            Order::Watch => self.events = Some(Box::pin(self.doc.subscribe().await?)),
            Order::Push { at_once: true, .. } => bail!("its documented API writes one entry at a time"),
            Order::Push { count, salt, .. } => return self.push(count, salt).await,
            Order::Mark => (self.mark, self.sent) = (Mark::now(), sent(&self.endpoint)),
            Order::Report => {
                let bytes = sent(&self.endpoint) - self.sent;
                return Ok(Cost { bytes, disk: disk(&self.folder), ..self.mark.cost() }.into());
            }
        }
        Ok(Answer::default())
    }

    /// Waits until so many entries have come with their contents; of none, until a sync has ended.
    async fn wait(events: &mut Events, records: u64) -> Result<()> {
        let (mut came, mut ready) = (0, 0);
        while records == 0 || came < records || ready < records {
            let event = tokio::time::timeout(PATIENCE, events.next()).await;
            match event.with_context(|| format!("stopped at {came} entries and {ready} contents"))?.context("it runs")?? {
                LiveEvent::InsertRemote { .. } => came += 1,
                LiveEvent::ContentReady { .. } => ready += 1,
                // Its closing step fails now and then in iroh-docs 0.101, when everything is through.
                LiveEvent::SyncFinished(_) if records == 0 => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }

    async fn bring_level(&self, address: &str, records: u64) -> Result<Answer> {
        let mut events: Events = Box::pin(self.doc.subscribe().await?);
        let mark = Mark::now();
        self.doc.start_sync(vec![parse(address)?]).await?;
        Self::wait(&mut events, records).await?;
        Ok(Cost { records, ..mark.cost() }.into())
    }

    async fn push(&mut self, count: u64, salt: u64) -> Result<Answer> {
        let Some(mut events) = self.events.take() else { bail!("it was not told to watch") };
        let mark = Mark::now();
        let waiting = tokio::spawn(async move { Self::wait(&mut events, count).await });
        for number in salt..salt + count {
            self.set(number).await?;
        }
        waiting.await??;
        Ok(Cost { records: count, ..mark.cost() }.into())
    }

    /// Closes the stores.
    pub async fn close(self) -> Result<()> {
        Ok(self.router.shutdown().await?)
    }
}
