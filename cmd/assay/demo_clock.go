package main

import (
	"sync/atomic"
	"time"

	"assay/skill/day"
)

// A demoClock lets forty days go by in a minute: it stands where the
// demonstration set it, and in the end goes on as the real one.
type demoClock struct {
	real func() time.Time
	at   atomic.Pointer[time.Time]
}

// Now is the demonstration's time.
func (c *demoClock) Now() time.Time {
	if at := c.at.Load(); at != nil {
		return *at
	}
	return c.real()
}

// ago sets the clock to an hour (UTC+8) of the day so many days before today.
func (c *demoClock) ago(days, hour int) {
	at := day.Of(c.real()).AddDays(-days).Time().Add(time.Duration(hour) * time.Hour)
	c.at.Store(&at)
}

// catchUp lets the clock go on as the real one.
func (c *demoClock) catchUp() { c.at.Store(nil) }
