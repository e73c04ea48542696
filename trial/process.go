package trial

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Build compiles the newsbell binary into dir and gives its path. root is the
// module's root.
func Build(ctx context.Context, root, dir string) (string, error) {
	bin := filepath.Join(dir, "newsbell")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", bin, "./cmd/newsbell")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build newsbell: %w\n%s", err, out)
	}
	return bin, nil
}

// FreePort gives a port of loopback that was free a moment ago.
func FreePort() (int, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0") //nolint:noctx // closed at once
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = l.Close() }()
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.New("find a free port: not a TCP address")
	}
	return addr.Port, nil
}

// A Process is one life of newsbell after another on the same store.
type Process struct {
	Bin    string
	Config string // path of the configuration file
	Listen string // host:port of http.listen
	Env    []string
	Roles  string // of --roles; "" means all

	cmd *exec.Cmd
	log lockedBuffer
}

// Start starts a life; its output is kept for Log.
func (p *Process) Start(ctx context.Context) error {
	args := []string{"run", "--config", p.Config}
	if p.Roles != "" {
		args = append(args, "--roles", p.Roles)
	}
	p.cmd = exec.CommandContext(ctx, p.Bin, args...)
	p.cmd.Env = append(os.Environ(), p.Env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	p.cmd.WaitDelay = time.Second
	if err := p.cmd.Start(); err != nil {
		return fmt.Errorf("start newsbell: %w", err)
	}
	return nil
}

// Ready waits until /readyz says yes.
func (p *Process) Ready(ctx context.Context) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if body, status := p.get(ctx, "/readyz"); status == http.StatusOK {
			return nil
		} else if p.cmd.ProcessState != nil {
			return fmt.Errorf("newsbell ended: %s\n%s", body, p.Log())
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for newsbell to be ready: %w\n%s", ctx.Err(), p.Log())
		case <-tick.C:
		}
	}
}

func (p *Process) get(ctx context.Context, path string) (string, int) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.Listen+path, nil)
	if err != nil {
		return err.Error(), 0
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error(), 0
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return err.Error(), 0
	}
	return string(body), res.StatusCode
}

// Metric reads one value of /metrics; ok is false when it is not there.
func (p *Process) Metric(ctx context.Context, name string) (value float64, ok bool) {
	body, _ := p.get(ctx, "/metrics")
	for line := range strings.Lines(body) {
		if rest, found := strings.CutPrefix(line, name+" "); found {
			v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			return v, err == nil
		}
	}
	return 0, false
}

// Kill ends the life with SIGKILL and waits for it.
func (p *Process) Kill() { p.end(syscall.SIGKILL) }

// Victim is the process of the present life, for a [Trap].
func (p *Process) Victim() *os.Process { return p.cmd.Process }

// Stop asks the life to end and gives its exit code.
func (p *Process) Stop() int { return p.end(syscall.SIGTERM) }

func (p *Process) end(sig syscall.Signal) int {
	if p.cmd == nil || p.cmd.Process == nil {
		return 0
	}
	_ = p.cmd.Process.Signal(sig) // it may have ended by itself
	_ = p.cmd.Wait()              // the exit code says more
	code := p.cmd.ProcessState.ExitCode()
	p.cmd = nil
	return code
}

// PeakMemory is the process's peak resident memory so far, in bytes.
func (p *Process) PeakMemory() (int64, error) { return p.status("VmHWM:") }

// Memory is the process's resident memory now, in bytes.
func (p *Process) Memory() (int64, error) { return p.status("VmRSS:") }

func (p *Process) status(key string) (int64, error) {
	path := fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid)
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, key); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			if err != nil {
				return 0, fmt.Errorf("read %s of %s: %w", key, path, err)
			}
			return kb * 1024, nil
		}
	}
	return 0, fmt.Errorf("no %s in %s", key, path)
}

// CPU is the processor time that the process has used so far.
func (p *Process) CPU() (time.Duration, error) {
	path := fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid)
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, fmt.Errorf("read processor time: %w", err)
	}
	_, rest, _ := bytes.Cut(data, []byte(") "))
	fields := strings.Fields(string(rest))
	if len(fields) < 13 {
		return 0, fmt.Errorf("read processor time: %s is short", path)
	}
	var ticks int64
	for _, f := range fields[11:13] { // utime, stime in hundredths of a second
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read processor time: %w", err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// Log is what the process printed so far, all lives together.
func (p *Process) Log() string { return p.log.String() }

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
