//go:build !linux

package trial

import "errors"

var errNoTrouble = errors.New("only Linux can freeze a process and fill its disk")

// Freeze fails: it needs Linux.
func (*Process) Freeze() error { return errNoTrouble }

// Thaw fails: it needs Linux.
func (*Process) Thaw() error { return errNoTrouble }

// Fill fails: it needs Linux.
func (*Process) Fill(int64) error { return errNoTrouble }
