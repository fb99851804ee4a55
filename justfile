# List the recipes.
default:
    @just --list --unsorted

# Import the shipped replies into a new SQLite database and show what came of it.
demo:
    rm -f demo.db
    cargo run --release --quiet -p verbale -- import fixtures/good fixtures/edited --overlay fixtures/overlay --database sqlite:demo.db --received 2019-04-10
    cargo run --release --quiet -p verbale -- status --database sqlite:demo.db

# All tests; installs what they need.
test *ARGS:
    bash tests/run {{ARGS}}

# Look for generated cases that no run has met yet (CASES: for each property).
search CASES="5000":
    PROPTEST_CASES={{CASES}} cargo test --workspace --locked --no-fail-fast

# Everything that must hold before a change lands.
ci:
    bash .ci/run

# Format, lints, generated files, tests.
ready: fmt catalogue fixtures ci

# Measure the import against the bare workbook reader (DATASET: the published dataset), then its parts, then a large SDMX message.
bench DATASET="../shared/corpus/glotip/data_glotip.xlsx":
    cargo build --release --quiet -p verbale
    cargo run --release --quiet -p verbale --example bench -- --dataset={{DATASET}}
    cargo run --release --quiet -p verbale-sheet --example measure -- {{DATASET}}
    cargo run --release --quiet -p verbale-normalize --example throughput -- {{DATASET}}
    cargo run --release --quiet -p verbale-validate --example speed -- {{DATASET}}
    cargo run --release --quiet -p verbale-store --example speed
    cargo run --release --quiet -p verbale --example sdmx -- 500

# Kill, starve and crowd imports (ROUNDS: of each sweep), and compare what the database then holds.
torture ROUNDS="200":
    cargo build --release --quiet -p verbale
    cargo run --release --quiet -p verbale --example torture -- --rounds={{ROUNDS}}

# Format the code.
fmt:
    cargo fmt --all

# Write the catalogue of rules again.
catalogue:
    VERBALE_BLESS=1 cargo test --quiet -p verbale --test integration -- catalogue rule_cases

# Write the fixtures again.
fixtures:
    cargo run --quiet -p verbale-fixtures -- write

# Check the schemas of a folder: every fault with file, line and nearest name.
schemas DIR="schemas":
    cargo run --quiet -p verbale -- schema check {{DIR}}
