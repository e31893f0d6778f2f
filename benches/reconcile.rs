//! What a meeting costs that has nothing new to say, beside the bare connection it stands on: QUIC on loopback, mutual raw
//! public keys, one frame there and back. 8-measure.md asks for at most 1 kB more and at most twice the time.

#[path = "../tests/support/town.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod town;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use shouwen::domain::act::word::Role;
use shouwen::domain::key::SecretKey;
use shouwen::net::{Barred, Endpoint, Traffic};
use shouwen::sync::Reason;
use tokio::runtime::Runtime;
use town::{Town, log, run};

/// How many requests both sides hold, so that a cost that grew with them would show.
const REQUESTS: [usize; 2] = [10, 1_000];

fn bind(secret: u8) -> Endpoint {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Endpoint::bind(address, &SecretKey::from_bytes(&[secret; 32]), Barred::default()).expect("loopback is free")
}

/// An endpoint that sends the first frame of each link back.
fn echoing() -> Arc<Endpoint> {
    let endpoint = Arc::new(bind(1));
    let accepting = endpoint.clone();
    tokio::spawn(async move {
        while let Some(arrival) = accepting.accept().await {
            tokio::spawn(async move {
                let Ok(link) = arrival.link().await else { return };
                let closer = link.closer();
                let (mut writer, mut reader) = link.split();
                if let Ok(Some(frame)) = reader.next().await {
                    let _ = writer.send(&frame).await;
                }
                closer.closed().await;
            });
        }
    });
    endpoint
}

async fn connect(from: &Endpoint, to: SocketAddr) -> Traffic {
    let link = from.dial(to, None).await.expect("it listens");
    let closer = link.closer();
    let (mut writer, mut reader) = link.split();
    writer.send(&[0]).await.expect("open");
    reader.next().await.expect("open").expect("an echo");
    let traffic = closer.traffic();
    closer.close(Reason::Ended);
    traffic
}

fn total(traffic: Traffic) -> u64 {
    traffic.sent + traffic.received
}

fn nothing_new(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let (echo, own) = runtime.block_on(async { (echoing(), bind(2)) });
    let mut group = criterion.benchmark_group("nothing new");
    group.sample_size(50);
    println!("bare connection: {} bytes", total(runtime.block_on(connect(&own, echo.address()))));
    group.bench_function("bare connection", |bencher| bencher.iter(|| runtime.block_on(connect(&own, echo.address()))));
    for requests in REQUESTS {
        let (town, centre) = Town::new("bench");
        let (guard, _) = town.enrol(&centre, "gate", Role::operator);
        for _ in 0..requests {
            log(&centre, "三号楼电梯停在半路");
        }
        let (node, gate) = runtime.block_on(async { (run(&centre, &[]), run(&guard, &[])) });
        let peer = node.peer_address();
        let sync = || runtime.block_on(gate.sync(&peer)).expect("level");
        // The first meetings bring everything, and the receipts for it.
        let mut meetings = (0..10).map(|_| sync());
        let done = meetings.find(|done| (done.received, done.sent, done.equal) == (0, 0, true)).expect("nodes that are level");
        println!("a session over {requests} requests: {} bytes", total(done.traffic));
        group.bench_function(format!("a session over {requests} requests"), |bencher| bencher.iter(sync));
        runtime.block_on(async {
            gate.stop().await;
            node.stop().await;
        });
    }
    group.finish();
}

criterion_group!(benches, nothing_new);
criterion_main!(benches);
