/* memory_sink.h: a sink that keeps what it is given, and may be told to fail. */
#ifndef KERUEN_TEST_MEMORY_SINK_H
#define KERUEN_TEST_MEMORY_SINK_H

#include <string.h>

#include <keruen/base.h>

struct memory_sink {
    char bytes[16384];
    size_t length;
    size_t room;        /* the write that passes it fails */
};

static inline kr_status memory_sink_write(void *to, const char *bytes, size_t length)
{
    struct memory_sink *sink = to;
    if (sink->length + length > sink->room || sink->length + length >= sizeof sink->bytes)
        return KR_E_FILE;
    memcpy(sink->bytes + sink->length, bytes, length);
    sink->length += length;
    sink->bytes[sink->length] = 0;
    return KR_OK;
}

static inline kr_sink memory_sink_open(struct memory_sink *sink, size_t room)
{
    *sink = (struct memory_sink){ .room = room };
    return (kr_sink){ memory_sink_write, sink };
}

#endif
