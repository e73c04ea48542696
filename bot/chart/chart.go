// Package chart draws the picture of a digest, stories by hour and topic, as a
// PNG; next, the senders of bot attach it to the message. The same chart gives
// the same bytes, so that a repeated request sends what the first one did.
package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"

	"newsbell/news"
	"newsbell/text"
)

// Name is what the picture's file is called.
const Name = "stories.png"

// The measures of the picture in pixels; platforms show it at half that size.
const (
	width, height = 1200, 480
	margin        = 36
	plotLeft      = 84
	plotRight     = width - margin
	plotTop       = 136
	plotBottom    = height - 70
	gap           = 0.24 // of a bar's place that stays empty
	widestBar     = 90
	titleSize     = 30
	textSize      = 22
	maxTitle      = 60 // runes
	maxTopic      = 18
	labelGap      = 28 // pixels between labels below the bars
)

// Draw makes the picture.
func Draw(c news.Chart) ([]byte, error) {
	p, err := newPen()
	if err != nil {
		return nil, err
	}
	p.fill(0, 0, width, height, color.White)
	p.write(p.bold, margin, margin+titleSize, text.Truncate(c.Title, maxTitle), ink())
	p.legend(c)
	top := p.grid(c)
	p.bars(c, top)
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(&b, reduced(p.img)); err != nil {
		return nil, fmt.Errorf("encode chart: %w", err)
	}
	return b.Bytes(), nil
}

func ink() color.Color   { return color.RGBA{0x22, 0x26, 0x2c, 0xff} }
func faint() color.Color { return color.RGBA{0x5c, 0x64, 0x70, 0xff} }
func line() color.Color  { return color.RGBA{0xdd, 0xe1, 0xe7, 0xff} }

// colours are those of the topics; they differ in lightness too, for those who
// tell colours badly. The last is for what has no topic.
func colours() []color.Color {
	return []color.Color{
		color.RGBA{0x1f, 0x5f, 0xa8, 0xff},
		color.RGBA{0xe8, 0x93, 0x2f, 0xff},
		color.RGBA{0x3b, 0xa3, 0x7c, 0xff},
		color.RGBA{0x8d, 0x4f, 0xa8, 0xff},
		color.RGBA{0xb3, 0xba, 0xc4, 0xff},
	}
}

// colour is that of a topic.
func colour(i int) color.Color {
	all := colours()
	return all[min(i, len(all)-1)]
}

// legend names the topics below the title.
func (p *pen) legend(c news.Chart) {
	const side, y = 20.0, 102.0
	x := float64(margin)
	for i, topic := range c.Topics {
		name := text.Truncate(topic, maxTopic)
		end := x + side + 10 + p.length(p.plain, name)
		if end > plotRight {
			return
		}
		p.fill(x, y-side+3, x+side, y+3, colour(i))
		p.write(p.plain, x+side+10, y, name, ink())
		x = end + 34
	}
}

// grid draws the lines of the scale and gives the number at its top.
func (p *pen) grid(c news.Chart) float64 {
	most := 0
	for _, b := range c.Bars {
		most = max(most, sum(b.Parts))
	}
	step := scale(most)
	top := step * math.Ceil(max(float64(most), 1)/step)
	for v := 0.0; v <= top; v += step {
		y := p.at(v, top)
		p.fill(plotLeft, y-1, plotRight, y+1, line())
		label := strconv.Itoa(int(v))
		p.write(p.plain, plotLeft-14-p.length(p.plain, label), y+8, label, faint())
	}
	return top
}

// at is how high a number stands, between two pixels.
func (p *pen) at(v, top float64) float64 { return math.Round(plotBottom - (plotBottom-plotTop)*v/top) }

// scale is the distance of the lines: 1, 2 or 5 times a power of ten, so that
// there are at most five.
func scale(most int) float64 {
	for step := 1.0; ; step *= 10 {
		for _, f := range []float64{1, 2, 5} {
			if float64(most) <= 4*f*step {
				return f * step
			}
		}
	}
}

// bars draws the bars and as many of their labels as have room.
func (p *pen) bars(c news.Chart, top float64) {
	if len(c.Bars) == 0 {
		return
	}
	place := float64(plotRight-plotLeft) / float64(len(c.Bars))
	widest := 0.0
	for _, b := range c.Bars {
		widest = max(widest, p.length(p.plain, b.Label))
	}
	every := max(1, int(math.Ceil((widest+labelGap)/place)))
	for i, b := range c.Bars {
		middle, wide := plotLeft+place*(float64(i)+0.5), min(place*(1-gap), widestBar)
		left, right := middle-wide/2, middle+wide/2
		below := 0
		for topic, n := range b.Parts {
			p.fill(left, p.at(float64(below+n), top), right, p.at(float64(below), top), colour(topic))
			below += n
		}
		if i%every == 0 {
			p.write(p.plain, middle-p.length(p.plain, b.Label)/2, plotBottom+34, b.Label, faint())
		}
	}
	p.fill(plotLeft, plotBottom-1, plotRight, plotBottom+1, faint())
}

func sum(parts []int) (n int) {
	for _, part := range parts {
		n += part
	}
	return n
}

// shades is how many steps lie between a colour and the white behind it.
const shades = 16

// reduced is the picture in a palette of its colours and their shades, which
// makes it several times smaller.
func reduced(img *image.RGBA) image.Image {
	palette := color.Palette{color.White}
	for _, c := range append(colours(), ink(), faint(), line()) {
		r, g, b, _ := c.RGBA()
		for i := 1; i <= shades; i++ {
			shade := func(v uint32) uint8 { return uint8(0xff - (0xff-int(v>>8))*i/shades) }
			palette = append(palette, color.RGBA{shade(r), shade(g), shade(b), 0xff})
		}
	}
	small := image.NewPaletted(img.Bounds(), palette)
	nearest := map[color.RGBA]uint8{}
	var last color.RGBA // most pixels are as the one before
	var index uint8
	for y := range height {
		for x := range width {
			if c := img.RGBAAt(x, y); c != last {
				i, known := nearest[c]
				if !known {
					i = uint8(palette.Index(c))
					nearest[c] = i
				}
				last, index = c, i
			}
			small.Pix[y*small.Stride+x] = index
		}
	}
	return small
}
