'use strict';
(() => {
  const id = (name) => document.getElementById(name);
  const all = (query, root = document) => Array.from(root.querySelectorAll(query));
  const canvas = id('canvas');
  const graph = id('graph');
  const details = id('details');
  const heads = all('#operators th').map((th) => th.textContent);

  // Everything shown is moved as text or as nodes that the page already holds, never as markup.
  const show = (row) => {
    const title = document.createElement('h3');
    title.textContent = row.cells[0].textContent + '  ' + row.cells[1].textContent;
    const list = document.createElement('dl');
    Array.from(row.cells).forEach((cell, i) => {
      if (i < 2 || !cell.textContent) return;
      const what = document.createElement('dt');
      what.textContent = heads[i];
      const value = document.createElement('dd');
      value.append(...Array.from(cell.childNodes, (n) => n.cloneNode(true)));
      all('[title]', value).forEach((n) => {
        const name = document.createElement('div');
        name.textContent = n.getAttribute('title');
        n.prepend(name);
      });
      list.append(what, value);
    });
    const more = document.createElement('p');
    const link = document.createElement('a');
    link.href = '#' + row.id;
    link.textContent = 'in the table';
    more.append(link);
    details.className = row.className.replace('chosen', '');
    details.replaceChildren(title, list, more);
  };

  const choose = (op, scroll) => {
    const row = id('op-' + op);
    const box = id('box-' + op);
    if (!row) return;
    all('.chosen').forEach((n) => n.classList.remove('chosen'));
    all('.hot').forEach((n) => n.classList.remove('hot'));
    show(row);
    row.classList.add('chosen');
    if (!box) return;
    box.classList.add('chosen');
    all(`[data-from="${op}"], [data-to="${op}"]`, graph).forEach((n) => n.classList.add('hot'));
    if (scroll) box.scrollIntoView({ block: 'center', inline: 'center' });
  };

  graph.addEventListener('click', (e) => {
    const box = e.target.closest('[data-op]');
    if (!box) return;
    e.preventDefault();
    choose(box.dataset.op, false);
  });
  all('main a[href^="#box-"]').forEach((link) => link.addEventListener('click', (e) => {
    e.preventDefault();
    canvas.scrollIntoView({ block: 'nearest' });
    choose(link.getAttribute('href').slice(5), true);
  }));
  id('operators').addEventListener('click', (e) => {
    const row = e.target.closest('tbody tr');
    if (row && !window.getSelection().toString()) choose(row.id.slice(3), false);
  });

  const width = graph.width.baseVal.value;
  const height = graph.height.baseVal.value;
  let scale = 1;
  const zoom = (to) => {
    const middle = (canvas.scrollTop + canvas.clientHeight / 2) / scale;
    scale = Math.min(3, Math.max(0.05, to));
    graph.setAttribute('width', width * scale);
    graph.setAttribute('height', height * scale);
    canvas.scrollTop = middle * scale - canvas.clientHeight / 2;
  };
  const fitting = () => Math.min(1, (canvas.clientWidth - 4) / width);
  id('smaller').addEventListener('click', () => zoom(scale / 1.3));
  id('larger').addEventListener('click', () => zoom(scale * 1.3));
  id('fit').addEventListener('click', () => zoom(fitting()));
  const first = graph.querySelector('rect');
  zoom(Math.max(0.75, fitting()));
  canvas.scrollTop = 0;
  if (first) {
    canvas.scrollLeft = (first.x.baseVal.value + first.width.baseVal.value / 2) * scale - canvas.clientWidth / 2;
  }

  const find = id('find');
  const cpuOnly = id('cpu-only');
  const rows = all('#operators tbody tr').map((row) => [row, row.textContent.toLowerCase()]);
  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/);
    let shown = 0;
    rows.forEach(([row, text]) => {
      const fits = words.every((w) => text.includes(w)) && !(cpuOnly.checked && row.classList.contains('tpu'));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    id('shown').textContent = shown === rows.length ? '' : `${shown} of ${rows.length}`;
  };
  find.addEventListener('input', filter);
  cpuOnly.addEventListener('change', filter);
  all('.filters, .zoom').forEach((n) => { n.hidden = false; });
  document.documentElement.dataset.ready = 'true';
})();
