package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"newsbell/bot/chart"
	"newsbell/bot/slack/block"
	"newsbell/news"
)

// ScopeFiles is the permission that charts in digests need, and nothing else.
const ScopeFiles = "files:write"

// noScope is what a digest says where the chart cannot be uploaded.
const noScope = "No chart: the Slack app lacks the permission " + ScopeFiles +
	". Add it under OAuth & Permissions and install the app again, or: /news set chart off"

// chartTries is how often a message is tried whose chart Slack does not know
// yet: a file is read some time after its upload.
const chartTries = 3

var errUpload = errors.New("slack did not take the file")

// call makes the request of a delivery. A chart is uploaded first; whatever goes
// wrong with it, the digest is posted, without it if need be.
func (s *Sender) call(ctx context.Context, a *api, method string, d news.Delivery) reply {
	if !block.Charted(d.Body) {
		return a.post(ctx, method, d.Body)
	}
	why := ""
	id, err := s.upload(ctx, a, d)
	if err == nil {
		body := block.WithChart(d.Body, id)
		for range chartTries {
			if r := a.post(ctx, method, body); s.rules[r.code()].class != news.OutcomeRefused {
				return r
			}
			if !rest(ctx, s.chart) {
				return reply{Err: ctx.Err()} // the refusals left nothing behind
			}
		}
	} else {
		s.lg.Warn("chart was not uploaded", "delivery", d.ID, "err", err)
	}
	if code, ok := errors.AsType[*apiError](err); ok && code.Code == "missing_scope" {
		why = noScope
	}
	body, err := block.WithoutChart(d.Body, why)
	if err != nil {
		body = d.Body // Slack refuses it, and the courier takes the simple form
	}
	return a.post(ctx, method, body)
}

// rest waits; it is false when ctx ended before.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// upload brings a delivery's chart to Slack and gives the id of its file, which
// belongs to no channel: it is seen in the message alone. A repeated upload
// leaves an older file that nobody sees.
func (s *Sender) upload(ctx context.Context, a *api, d news.Delivery) (string, error) {
	if d.Message.List == nil || d.Message.List.Chart == nil {
		return "", errUpload
	}
	data, err := chart.Draw(*d.Message.List.Chart)
	if err != nil {
		return "", err
	}
	const begin, end = "files.getUploadURLExternal", "files.completeUploadExternal"
	r := a.query(ctx, begin, url.Values{
		"filename": {chart.Name}, "length": {strconv.Itoa(len(data))}, "alt_txt": {block.Clip(d.Message.List.Chart.Alt, 900)},
	})
	if err := r.fail(begin); err != nil {
		return "", err
	}
	var got struct {
		URL  string `json:"upload_url"`
		File string `json:"file_id"`
	}
	if err := json.Unmarshal(r.Body, &got); err != nil || got.File == "" {
		return "", fmt.Errorf("call slack %s: %w", begin, errUpload)
	}
	if err := a.put(ctx, got.URL, "image/png", data); err != nil {
		return "", err
	}
	body, err := block.Marshal(map[string]any{"files": []map[string]string{{"id": got.File, "title": d.Message.List.Chart.Title}}})
	if err != nil {
		return "", fmt.Errorf("write the file's name: %w", err)
	}
	r = a.post(ctx, end, body)
	return got.File, r.fail(end)
}

// put sends a file to the address that Slack gave for it. The address is a
// secret of its own; the token does not go there.
func (a *api) put(ctx context.Context, address, contentType string, data []byte) error {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("upload a file: %w", redact(err))
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := a.http.Do(req)
	if err != nil {
		return fmt.Errorf("upload a file: %w", redact(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("upload a file: status %d: %w", resp.StatusCode, errUpload)
	}
	return nil
}
