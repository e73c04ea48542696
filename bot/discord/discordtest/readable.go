package discordtest

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Readable is a body as a person would see it, roughly.
func Readable(body []byte) (string, error) {
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return "", fmt.Errorf("read body: %w", err)
	}
	var b strings.Builder
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, sub := range v {
				walk(sub)
			}
		case map[string]any:
			if s, ok := v["description"].(string); ok && v["media"] != nil {
				fmt.Fprintf(&b, "(image: %s)\n", s)
			}
			for _, key := range []string{"title", "description", "content"} {
				if s, ok := v[key].(string); ok && v["media"] == nil {
					fmt.Fprintln(&b, s)
				}
			}
			if s, ok := v["label"].(string); ok {
				fmt.Fprintf(&b, "[%s] ", s)
			}
			for _, key := range []string{"accessory", "embeds", "components", "items"} {
				walk(v[key])
			}
		}
	}
	walk(v)
	return strings.TrimSpace(b.String()) + "\n", nil
}
