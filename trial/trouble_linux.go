package trial

import (
	"fmt"
	"math"
	"syscall"

	"golang.org/x/sys/unix"
)

// Freeze stops the process where it stands, with SIGSTOP.
func (p *Process) Freeze() error {
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return fmt.Errorf("freeze newsbell: %w", err)
	}
	return nil
}

// Thaw lets a frozen process go on.
func (p *Process) Thaw() error {
	if err := p.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		return fmt.Errorf("thaw newsbell: %w", err)
	}
	return nil
}

// Fill makes every write of the process beyond the given offset of a file fail,
// as it would on a full disk; less than 0 gives the space back.
func (p *Process) Fill(offset int64) error {
	limit := unix.Rlimit{Cur: uint64(offset), Max: math.MaxUint64}
	if offset < 0 {
		limit.Cur = math.MaxUint64
	}
	if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		return fmt.Errorf("limit the files of newsbell: %w", err)
	}
	return nil
}
