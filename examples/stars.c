/* stars.c: open a job, freeze a small graph, show it as a table. Everything is freed by kr_job_end. */
#include <stdio.h>

#include <keruen/keruen.h>

static const char *const place[] = { "Aktau", "Baku", "Tbilisi", "Yerevan", "Poti" };
static const uint32_t tail[] = { 0, 1, 2, 2 };
static const uint32_t head[] = { 1, 2, 3, 4 };

static const kr_column_about columns[] = {
    { "from", "", "where the arc begins", KR_TEXT, 0 },
    { "to", "", "where it ends", KR_TEXTS, 0 },
};

static kr_status to_stdout(void *to, const char *bytes, size_t length)
{
    return fwrite(bytes, 1, length, to) == length ? KR_OK : KR_E_FILE;
}

static kr_status show(kr_job *job)
{
    kr_graph graph;
    kr_table_builder *builder;
    const kr_table *table;
    KR_TRY(kr_graph_freeze(job, 5, 4, tail, head, &graph, NULL));
    KR_TRY(kr_table_begin(job, "stars", 2, columns, &builder));
    for (uint32_t v = 0; v < graph.nodes; v++) {
        kr_table_row(builder);
        kr_table_text(builder, 0, place[v]);
        for (uint32_t a = graph.first[v]; a < graph.first[v + 1]; a++)
            kr_table_item(builder, 1, place[graph.head[a]]);
    }
    KR_TRY(kr_table_freeze(builder, &table));
    return kr_report_text(job, table, NULL, (kr_sink){ to_stdout, stdout });
}

int main(void)
{
    kr_job job;
    kr_job_init(&job, 16 << 20);
    kr_status status = show(&job);
    if (status != KR_OK)
        fprintf(stderr, "%s\n", job.message);
    kr_job_end(&job);
    return status == KR_OK ? 0 : 1;
}
