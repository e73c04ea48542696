package storagetest

import (
	"bufio"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// variable names the environment variable that says which PostgreSQL to use: an
// address; "required" for one of this machine, and no excuse; or nothing.
const variable = "NEWSBELL_TEST_POSTGRES"

var errNoServer = errors.New("no PostgreSQL is installed (initdb was not found)")

// A server is the PostgreSQL of a test binary.
type server struct {
	once      sync.Once
	address   string
	err       error
	databases atomic.Int64
	// input stays open, and is kept from the garbage collector, while it runs.
	input io.Closer
}

//nolint:gochecknoglobals // one server a test binary, however many tests ask
var theServer server

// Postgres gives the address of a new, empty database for the test. The server is started from the binaries of this machine when the first
// test asks, and ends with the test binary. Without any the test is skipped,
// loudly; NEWSBELL_TEST_POSTGRES may name another server, or be "required".
func Postgres(tb testing.TB) string {
	tb.Helper()
	theServer.once.Do(func() { theServer.address, theServer.err = theServer.start() })
	address, err := theServer.address, theServer.err
	switch {
	case err == nil:
	case errors.Is(err, errNoServer) && os.Getenv(variable) != "required":
		tb.Skipf("SKIPPED ON POSTGRESQL: %v; set %s to an address to use another server", err, variable)
	default:
		tb.Fatalf("start PostgreSQL: %v", err)
	}
	name := fmt.Sprintf("newsbell_%d_%d", os.Getpid(), theServer.databases.Add(1))
	execute(tb.Context(), tb, address, "CREATE DATABASE "+name)
	tb.Cleanup(func() {
		if theServer.input != nil {
			return // the databases end with the server, which is quicker
		}
		execute(context.WithoutCancel(tb.Context()), tb, address, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	})
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatalf("read %s: %v", variable, err)
	}
	u.Path = "/" + name
	return u.String()
}

func execute(ctx context.Context, tb testing.TB, address, statement string) {
	tb.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		tb.Fatalf("open PostgreSQL: %v", err)
	}
	defer db.Close() //nolint:errcheck // nothing depends on it
	if _, err := db.ExecContext(ctx, statement); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}

// script makes a server in a folder and stops it when its standard input ends,
// which it does with the test binary, however that ends.
const script = `
cd "$1" && PATH="$2:$PATH" || exit 1
initdb -D data -U newsbell -A trust -E UTF8 --locale=C --no-sync >init.log 2>&1 || { cat init.log; exit 1; }
pg_ctl -D data -w -l server.log -o "-k '$1' -c listen_addresses='' -c fsync=off -c synchronous_commit=off \
	-c full_page_writes=off -c max_connections=200 -c shared_buffers=32MB" start >start.log 2>&1 </dev/null || { cat start.log server.log; exit 1; }
echo ready
read -r end
pg_ctl -D data -m immediate stop >stop.log 2>&1
rm -rf "$1"
`

// start gives the address of a server that may make databases.
func (s *server) start() (string, error) {
	if address := os.Getenv(variable); address != "" && address != "required" {
		return address, nil
	}
	binaries, err := findBinaries()
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp("", "newsbell-pg-")
	if err != nil {
		return "", err
	}
	run, err := unprivileged(folder)
	if err != nil {
		return "", err
	}
	command := exec.Command(run[0], append(run[1:], script, "sh", folder, binaries)...)
	command.Dir = "/"
	if s.input, err = command.StdinPipe(); err != nil {
		return "", err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err = command.Start(); err != nil {
		return "", err
	}
	lines := bufio.NewScanner(output)
	var said []string
	for lines.Scan() {
		if lines.Text() == "ready" {
			return "postgres://newsbell@/postgres?host=" + url.QueryEscape(folder), nil
		}
		said = append(said, lines.Text())
	}
	return "", fmt.Errorf("the server did not start: %s", strings.Join(said, "; "))
}

// findBinaries gives the folder of the newest initdb.
func findBinaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb", "/opt/homebrew/opt/postgresql@*/bin/initdb"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		found = append(found, paths...)
	}
	if len(found) == 0 {
		return "", errNoServer
	}
	slices.SortFunc(found, func(a, b string) int { return cmp.Compare(version(a), version(b)) })
	return filepath.Dir(found[len(found)-1]), nil
}

// version is the number in a path.
func version(path string) int {
	digits := strings.FieldsFunc(path, func(r rune) bool { return r < '0' || r > '9' })
	if len(digits) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(digits[0]) // only digits
	return n
}

// unprivileged gives the start of a command line that runs a shell script and
// hands it the folder: PostgreSQL does not run as root.
func unprivileged(folder string) ([]string, error) {
	if os.Geteuid() != 0 {
		return []string{"sh", "-c"}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.Atoi(u.Uid)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.Atoi(u.Gid)
		if err != nil {
			return nil, err
		}
		return []string{"su", "-s", "/bin/sh", name, "-c"}, os.Chown(folder, uid, gid)
	}
	return nil, errors.New("root needs a user postgres or nobody to run PostgreSQL as")
}
