package trial

import (
	"os"
	"testing"
)

func keep(t *testing.T, w *World) {
	t.Helper()
	w.Process.Kill()
	for _, s := range []string{"", "-wal"} {
		b, err := os.ReadFile(w.Store() + s)
		if err == nil {
			_ = os.WriteFile("/tmp/crash.db"+s, b, 0o600)
		}
	}
	_ = os.WriteFile("/tmp/crash.out", []byte(w.Process.Log()), 0o600)
}
