package local

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/news"
)

// What a picture may weigh, in bytes, and how wide it is, in pixels.
const (
	pictureWeight = 60_000
	pictureWidth  = 720
)

// pictured are the kinds that docs/commands.md shows.
func pictured() []string {
	return []string{
		"alert", "update", "correction", "development", "digest", "held-back", "notice", "subscribed", "list", "preview", "why", "settings", "error",
	}
}

// TestPictures draws each kind of message in both dresses with a real browser:
// NEWSBELL_UPDATE=1 go test ./bot/local -run TestPictures writes docs/pictures.
// Without that, or without chromium, it only holds that the pictures are there.
func TestPictures(t *testing.T) {
	dir := filepath.Join("..", "..", "docs", "pictures")
	chromium, err := exec.LookPath("chromium")
	if os.Getenv("NEWSBELL_UPDATE") != "" && err == nil {
		draws(t, chromium, dir)
	}
	for _, name := range pictured() {
		for _, style := range []string{"discord", "slack"} {
			file := filepath.Join(dir, name+"-"+style+".png")
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Errorf("%v (NEWSBELL_UPDATE=1 draws it, with chromium)", err)
				continue
			}
			if _, err := png.DecodeConfig(bytes.NewReader(raw)); err != nil || len(raw) > pictureWeight {
				t.Errorf("%s: %d bytes, %v", file, len(raw), err)
			}
		}
	}
}

func draws(t *testing.T, chromium, dir string) {
	t.Helper()
	samples := map[string]bottest.Sample{}
	for _, s := range bottest.Samples(t.Context(), news.Target{Platform: news.Local, Tenant: "local", Channel: "news"}) {
		samples[s.Name] = s
	}
	srv := httptest.NewServer(gallery(t, samples))
	defer srv.Close()
	for _, style := range []string{"discord", "slack"} {
		all, err := shoot(t.Context(), chromium, srv.URL+"/picture?style="+style, t.TempDir())
		if err != nil {
			t.Fatalf("in the dress of %s: %v", style, err)
		}
		parts := split(all)
		if len(parts) != len(pictured()) {
			t.Fatalf("in the dress of %s: %d pictures of %d messages", style, len(parts), len(pictured()))
		}
		for n, name := range pictured() {
			var b bytes.Buffer
			e := png.Encoder{CompressionLevel: png.BestCompression}
			if err := e.Encode(&b, cropped(parts[n])); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name+"-"+style+".png"), b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// gallery serves the chat's own page with the messages on it.
func gallery(t *testing.T, samples map[string]bottest.Sample) http.Handler {
	t.Helper()
	p := &page{room: &Room{o: Options{Zone: time.UTC, Log: slog.New(slog.DiscardHandler)}}}
	tmpl, err := template.New("").Funcs(p.funcs()).ParseFS(assets, "assets/*.html")
	if err != nil {
		t.Fatal(err)
	}
	static, err := fs.Sub(assets, "assets")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /chat/", http.StripPrefix("/chat/", http.FileServerFS(static)))
	mux.HandleFunc("GET /picture", func(w http.ResponseWriter, r *http.Request) {
		var posts []Post
		for _, name := range pictured() {
			s := samples[name]
			post := Post{ID: name, At: bottest.Now(), Message: s.Delivery.Message}
			if s.Delivery.Kind == news.KindEdit {
				post.Edits, post.Edited = 1, bottest.Now().Add(14*time.Minute)
			}
			posts = append(posts, post)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		err := tmpl.ExecuteTemplate(w, "chat.html", view{
			Channel: "news", Channels: []string{"news"}, Posts: posts, Commands: bot.Commands(), Style: style(r.FormValue("style")), Bare: true,
		})
		if err != nil {
			t.Error(err)
		}
	})
	return mux
}

// shoot takes a picture of a page.
func shoot(ctx context.Context, chromium, address, dir string) (image.Image, error) {
	file := filepath.Join(dir, "shot.png")
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1",
		fmt.Sprintf("--window-size=%d,7000", pictureWidth), "--user-data-dir="+filepath.Join(dir, "profile"), "--screenshot="+file, address)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("run chromium: %w: %s", err, out)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return png.Decode(f)
}

// split cuts the page at the lines between its messages.
func split(img image.Image) []image.Image {
	line := color.RGBA{0xff, 0, 0xfe, 0xff}
	r := img.Bounds()
	var parts []image.Image
	top := r.Min.Y
	cut := func(to int) {
		part := image.NewRGBA(image.Rect(0, 0, r.Dx(), to-top))
		draw.Draw(part, part.Bounds(), img, image.Pt(r.Min.X, top), draw.Src)
		parts = append(parts, part)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if color.RGBAModel.Convert(img.At(r.Min.X+1, y)) != line {
			continue
		}
		if y > top {
			cut(y)
		}
		top = y + 1
	}
	cut(r.Max.Y)
	return parts
}

// cropped is the picture down to its last row with something on it, in fewer
// colours.
func cropped(img image.Image) image.Image {
	r := img.Bounds()
	ground := img.At(r.Min.X, r.Max.Y-1)
	last := r.Max.Y - 1
	for ; last > r.Min.Y && empty(img, last, ground); last-- {
	}
	r.Max.Y = min(r.Max.Y, last+14)
	out := image.NewRGBA(r)
	draw.Draw(out, r, img, r.Min, draw.Src)
	for i, v := range out.Pix {
		if i%4 != 3 {
			out.Pix[i] = v &^ 3
		}
	}
	return out
}

func empty(img image.Image, y int, ground color.Color) bool {
	for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
		if img.At(x, y) != ground {
			return false
		}
	}
	return true
}
