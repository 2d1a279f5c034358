package api

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	headTime  = 10 * time.Second
	bodyTime  = fileTime
	writeTime = 30 * time.Minute // preparing thousands of certificates is one answer
	idleTime  = 2 * time.Minute
	stopTime  = 20 * time.Second
	headBytes = 32 << 10
)

// NewMux is an empty mux, for those who may not know HTTP.
func NewMux() *http.ServeMux { return http.NewServeMux() }

// Serve answers on a listener until ctx ends, and then lets what is under way
// come to its end for a while.
func Serve(ctx context.Context, on net.Listener, h http.Handler, log *slog.Logger) error {
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: headTime, ReadTimeout: bodyTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: headBytes, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(on) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, stop := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer stop()
	err := s.Shutdown(last)
	if ended := <-failed; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}
