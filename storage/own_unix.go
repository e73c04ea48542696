//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package storage

import (
	"fmt"
	"os"
	"syscall"

	"newsbell/news"
)

// lockFile locks a file, and creates it when there is none. The lock ends with
// the process; the file stays.
func lockFile(name string) (func(), error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, &news.Error{Code: "bad_storage", Message: fmt.Sprintf("cannot lock the database: %v", err)}
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, owned("the database (lock file " + name + ")")
	}
	return func() { _ = f.Close() }, nil
}
