package chart

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A pen draws on a picture.
type pen struct {
	img         *image.RGBA
	plain, bold font.Face
}

func newPen() (*pen, error) {
	plain, err := face(goregular.TTF, textSize)
	if err != nil {
		return nil, err
	}
	bold, err := face(gobold.TTF, titleSize)
	if err != nil {
		return nil, err
	}
	return &pen{img: image.NewRGBA(image.Rect(0, 0, width, height)), plain: plain, bold: bold}, nil
}

func face(ttf []byte, size float64) (font.Face, error) {
	f, err := opentype.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	made, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("make font: %w", err)
	}
	return made, nil
}

// write sets a line of text, its baseline beginning at x and y.
func (p *pen) write(f font.Face, x, y float64, s string, c color.Color) {
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(c), Face: f, Dot: fixed.Point26_6{X: fixed.Int26_6(x * 64), Y: fixed.Int26_6(y * 64)}}
	d.DrawString(s)
}

// length is how wide a text is.
func (p *pen) length(f font.Face, s string) float64 { return float64(font.MeasureString(f, s)) / 64 }

// fill paints a rectangle. Pixels that it covers in part take part of the
// colour, so that edges between pixels look smooth.
func (p *pen) fill(left, top, right, bottom float64, c color.Color) {
	r, g, b, _ := c.RGBA()
	whole := image.Rect(int(math.Ceil(left)), int(math.Ceil(top)), int(math.Floor(right)), int(math.Floor(bottom)))
	draw.Draw(p.img, whole, image.NewUniform(c), image.Point{}, draw.Src)
	for y := int(math.Floor(top)); float64(y) < bottom; y++ {
		down := overlap(y, top, bottom)
		for x := int(math.Floor(left)); float64(x) < right; x++ {
			if x == whole.Min.X && whole.Min.Y <= y && y < whole.Max.Y {
				x = whole.Max.X
			}
			share := down * overlap(x, left, right)
			if share <= 0 || !(image.Point{X: x, Y: y}).In(p.img.Rect) {
				continue
			}
			old := p.img.RGBAAt(x, y)
			mix := func(old uint8, new uint32) uint8 {
				return uint8(math.Round(float64(old)*(1-share) + float64(new>>8)*share))
			}
			p.img.SetRGBA(x, y, color.RGBA{mix(old.R, r), mix(old.G, g), mix(old.B, b), 0xff})
		}
	}
}

// overlap is the share of a pixel that lies between two edges.
func overlap(pixel int, from, to float64) float64 {
	return min(float64(pixel+1), to) - max(float64(pixel), from)
}
