package post

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"newsbell/bot/chart"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/webapi"
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
func (s *Sender) call(ctx context.Context, a *webapi.Client, method string, d news.Delivery) webapi.Reply {
	if !block.Charted(d.Body) {
		return a.Post(ctx, method, d.Body)
	}
	why := ""
	id, err := s.upload(ctx, a, d)
	if err == nil {
		body := block.WithChart(d.Body, id)
		for range chartTries {
			if r := a.Post(ctx, method, body); s.rules[r.Code()].class != news.OutcomeRefused {
				return r
			}
			if !rest(ctx, s.chart) {
				return webapi.Reply{Err: ctx.Err()} // the refusals left nothing behind
			}
		}
	} else {
		s.lg.Warn("chart was not uploaded", "delivery", d.ID, "err", err)
	}
	if code, ok := errors.AsType[*webapi.Error](err); ok && code.Code == "missing_scope" {
		why = noScope
	}
	body, err := block.WithoutChart(d.Body, why)
	if err != nil {
		body = d.Body // Slack refuses it, and the courier takes the simple form
	}
	return a.Post(ctx, method, body)
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
func (s *Sender) upload(ctx context.Context, a *webapi.Client, d news.Delivery) (string, error) {
	if d.Message.List == nil || d.Message.List.Chart == nil {
		return "", errUpload
	}
	data, err := chart.Draw(*d.Message.List.Chart)
	if err != nil {
		return "", err
	}
	const begin, end = "files.getUploadURLExternal", "files.completeUploadExternal"
	r := a.Query(ctx, begin, url.Values{
		"filename": {chart.Name}, "length": {strconv.Itoa(len(data))}, "alt_txt": {block.Clip(d.Message.List.Chart.Alt, 900)},
	})
	if err := r.Fail(begin); err != nil {
		return "", err
	}
	var got struct {
		URL  string `json:"upload_url"`
		File string `json:"file_id"`
	}
	if err := json.Unmarshal(r.Body, &got); err != nil || got.File == "" {
		return "", fmt.Errorf("call slack %s: %w", begin, errUpload)
	}
	if err := a.Put(ctx, got.URL, "image/png", data); err != nil {
		return "", err
	}
	body, err := block.Marshal(map[string]any{"files": []map[string]string{{"id": got.File, "title": d.Message.List.Chart.Title}}})
	if err != nil {
		return "", fmt.Errorf("write the file's name: %w", err)
	}
	r = a.Post(ctx, end, body)
	return got.File, r.Fail(end)
}
