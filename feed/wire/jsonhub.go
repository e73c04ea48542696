package wire

import (
	"bytes"
	"encoding/json"
)

// jsonHub finds the WebSub hub of a JSON Feed, which the parser leaves out.
func jsonHub(doc []byte) string {
	if !bytes.Contains(doc, []byte(`"hubs"`)) {
		return ""
	}
	var f struct {
		Hubs []struct {
			Type string `json:"type"`
			URL  string `json:"url"`
		} `json:"hubs"`
	}
	if json.Unmarshal(doc, &f) != nil {
		return ""
	}
	for _, h := range f.Hubs {
		if h.Type == "WebSub" {
			return h.URL
		}
	}
	return ""
}
