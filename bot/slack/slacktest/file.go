package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// A File is one that was uploaded.
type File struct {
	ID, Name, Type string
	Data           []byte
	Complete       bool
	wait           int // requests that do not see it yet
}

// Files gives the files that were uploaded, in order.
func (s *Server) Files() []File {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []File
	for _, f := range s.files {
		all = append(all, *f)
	}
	return all
}

// beginUpload carries out files.getUploadURLExternal.
func (s *Server) beginUpload(r request) (int, object) {
	if !s.o.Files && !s.may(r.token, "files:write") {
		return http.StatusOK, object{"ok": false, "error": "missing_scope", "needed": "files:write", "provided": "chat:write"}
	}
	if r.str("filename") == "" || r.str("length") == "" {
		return http.StatusOK, refusal("invalid_arguments")
	}
	f := &File{ID: fmt.Sprintf("F%d", len(s.files)+1), Name: r.str("filename"), wait: s.o.FileWait}
	s.files = append(s.files, f)
	return http.StatusOK, object{"ok": true, "file_id": f.ID, "upload_url": s.http.URL + "/upload/" + f.ID}
}

// serveUpload takes a file's bytes. It needs no token, and refuses one.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.file(r.PathValue("id"))
	if err != nil || f == nil || r.Header.Get("Authorization") != "" {
		http.Error(w, "no such upload", http.StatusBadRequest)
		return
	}
	f.Data, f.Type = data, r.Header.Get("Content-Type")
	_, _ = io.WriteString(w, "OK") // the client may be gone
}

// completeUpload carries out files.completeUploadExternal.
func (s *Server) completeUpload(r request) (int, object) {
	var files []struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(r.args["files"], &files) != nil || len(files) != 1 {
		return http.StatusOK, refusal("invalid_arguments")
	}
	f := s.file(files[0].ID)
	if f == nil || len(f.Data) == 0 {
		return http.StatusOK, refusal("file_not_found")
	}
	f.Complete = true
	return http.StatusOK, object{"ok": true, "files": []object{{"id": f.ID}}}
}

func (s *Server) file(id string) *File {
	for _, f := range s.files {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// picturesKnown holds the files that blocks show against those that were
// uploaded; Slack knows one some time after its upload.
func (s *Server) picturesKnown(blocks []byte) error {
	var all []struct {
		File struct {
			ID string `json:"id"`
		} `json:"slack_file"`
	}
	if len(blocks) == 0 || !strings.Contains(string(blocks), "slack_file") {
		return nil
	}
	if err := json.Unmarshal(blocks, &all); err != nil {
		return fmt.Errorf("read blocks: %w", err)
	}
	for _, b := range all {
		if b.File.ID == "" {
			continue
		}
		f := s.file(b.File.ID)
		if f == nil || !f.Complete {
			return fmt.Errorf("invalid slack file %q", b.File.ID)
		}
		if f.wait > 0 {
			f.wait--
			return fmt.Errorf("slack file %q is not known yet", b.File.ID)
		}
	}
	return nil
}
