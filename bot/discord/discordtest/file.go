package discordtest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
)

// A File is one that was uploaded with a message.
type File struct {
	Name, Type string
	Data       []byte
}

// unpack parts a request's body from the files of a form.
func unpack(contentType string, content []byte) (body []byte, files []File) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" {
		return content, nil
	}
	form := multipart.NewReader(bytes.NewReader(content), params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return body, files
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return body, files
		}
		if part.FormName() == "payload_json" {
			body = data
			continue
		}
		files = append(files, File{Name: part.FileName(), Type: part.Header.Get("Content-Type"), Data: data})
	}
}

// attached holds the files of a message against what its body says of them. The
// lock is held.
func (s *Server) attached(c *channel, body []byte, files []File) (reply, bool) {
	if len(files) > 0 && c.NoFiles {
		return fault(http.StatusForbidden, 50013, "Missing Permissions"), false
	}
	var b struct {
		Attachments []struct {
			ID       int    `json:"id"`
			Filename string `json:"filename"`
		} `json:"attachments"`
	}
	_ = json.Unmarshal(body, &b) // it is valid
	ok := len(b.Attachments) == len(files)
	for i, a := range b.Attachments {
		ok = ok && a.ID == i && files[i].Name == a.Filename
	}
	for rest := range strings.SplitSeq(string(body), `"attachment://`) {
		if name, _, found := strings.Cut(rest, `"`); found && strings.HasSuffix(name, ".png") {
			ok = ok && slices.ContainsFunc(files, func(f File) bool { return f.Name == name })
		}
	}
	if !ok {
		s.stats.Invalid++
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: the files are not those of the body"), false
	}
	return reply{}, true
}
