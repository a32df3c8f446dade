/* keruen/keruen.h: all of it. */
#ifndef KERUEN_KERUEN_H
#define KERUEN_KERUEN_H

#include <keruen/base.h>
#include <keruen/model.h>
#include <keruen/io.h>
#include <keruen/cost.h>
#include <keruen/ledger.h>
#include <keruen/panel.h>
#include <keruen/path.h>
#include <keruen/quote.h>
#include <keruen/freight.h>
#include <keruen/critical.h>
#include <keruen/demand.h>
#include <keruen/model_roads.h>
#include <keruen/model_study.h>
#include <keruen/io_tntp.h>
#include <keruen/io_gmns.h>
#include <keruen/io_loaded.h>
#include <keruen/io_omx.h>
#include <keruen/io_solution.h>
#include <keruen/io_demand.h>
#include <keruen/io_study.h>
#include <keruen/assign.h>
#include <keruen/report.h>
#include <keruen/trade.h>
#include <keruen/scenario.h>

#endif
