package rest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/textproto"
)

// content is the request's content and its type: the body alone, or a form of
// the body and its files. The same call gives the same bytes.
func (c Call) content() (content []byte, kind string, err error) {
	if len(c.Files) == 0 {
		return c.Body, "application/json", nil
	}
	hash := sha256.New()
	hash.Write(c.Body)
	for _, f := range c.Files {
		hash.Write(f.Data)
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary("newsbell-" + hex.EncodeToString(hash.Sum(nil)[:16])); err != nil {
		return nil, "", fmt.Errorf("set boundary: %w", err)
	}
	add := func(disposition, kind string, data []byte) error {
		part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {kind}})
		if err == nil {
			_, err = part.Write(data)
		}
		return err
	}
	err = add(`form-data; name="payload_json"`, "application/json", c.Body)
	for i, f := range c.Files {
		if err == nil {
			err = add(fmt.Sprintf(`form-data; name="files[%d]"; filename=%q`, i, f.Name), f.Type, f.Data)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, "", fmt.Errorf("write form: %w", err)
	}
	return b.Bytes(), w.FormDataContentType(), nil
}
